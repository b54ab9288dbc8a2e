"""How a role's way in is written down."""

from __future__ import annotations

from plutopixie.adapters.embedded_postgres import ConnectionParameters


def test_url_survives_special_characters() -> None:
    """Whatever is special in URLs is escaped in each part."""
    parameters = ConnectionParameters("/a b/c", 5432, "us@er", "p:/?#%", "my/base")
    assert parameters.url == "postgresql://us%40er:p%3A%2F%3F%23%25@/my%2Fbase?host=%2Fa+b%2Fc&port=5432"
