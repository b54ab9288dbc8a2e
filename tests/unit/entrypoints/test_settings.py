"""Settings: read from the environment, each variable checked, each mistake named."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints.settings import Settings, Vision, from_environment


def test_everything_has_a_default() -> None:
    """An empty environment gives a service on the loopback address with an embedded database."""
    settings = from_environment({})
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8080, None)
    assert settings.base_url == "http://127.0.0.1:8080"
    assert settings.data.is_absolute()
    assert settings.require_tls


def test_what_is_stated_counts() -> None:
    """Every variable reaches the setting of its name."""
    settings = from_environment(
        {
            "PLUTOPIXIE_DATA": "/srv/books",
            "PLUTOPIXIE_DATABASE_URL": "postgresql://db.example/books",
            "PLUTOPIXIE_BROKER_URL": "amqp://queue.example",
            "PLUTOPIXIE_HOST": "0.0.0.0",  # noqa: S104 - read, not bound
            "PLUTOPIXIE_PORT": "9090",
            "PLUTOPIXIE_BASE_URL": "https://books.example/",
            "PLUTOPIXIE_ROLE_PREFIX": "books",
            "PLUTOPIXIE_HTTP_WORKERS": "3",
            "PLUTOPIXIE_HTTP_THREADS": "16",
            "PLUTOPIXIE_ENGINE": "vision",
            "PLUTOPIXIE_VISION_URL": "https://models.internal:8443",
            "PLUTOPIXIE_VISION_MODEL": "receipts-7b",
            "PLUTOPIXIE_VISION_HOST_ALLOWED": "models.internal",
            "PLUTOPIXIE_VISION_KEY_FILE": "/etc/books/vision.key",
            "PLUTOPIXIE_VISION_AUTHORITY": "/etc/books/authority.pem",
            "PLUTOPIXIE_SANDBOX": "required",
            "PLUTOPIXIE_SCANNER": "clamd://127.0.0.1:3310",
            "PLUTOPIXIE_BCRYPT_COST": "13",
            "PLUTOPIXIE_LOG_LEVEL": "warning",
            "PLUTOPIXIE_POLICY_VERSION": "2027-01-01",
            "PLUTOPIXIE_TRUSTED_PROXIES": "10.0.0.7, 10.1.0.0/16",
            "PLUTOPIXIE_CORS_ORIGINS": "https://books.example,https://app.example:8443",
            "PLUTOPIXIE_REQUIRE_TLS": "no",
            "PLUTOPIXIE_SMTP_URL": "smtp://mail.example",
            "PLUTOPIXIE_MAIL_FROM": "books@books.example",
            "PLUTOPIXIE_THROTTLE_FACTOR": "10",
            "PLUTOPIXIE_TLS_CERTIFICATE": "/etc/books/certificate.pem",
            "PLUTOPIXIE_TLS_KEY": "/etc/books/key.pem",
        }
    )
    assert settings == Settings(
        data=Path("/srv/books"),
        database_url="postgresql://db.example/books",
        broker_url="amqp://queue.example",
        host="0.0.0.0",  # noqa: S104 - same
        port=9090,
        base_url="https://books.example",
        role_prefix="books",
        http_workers=3,
        http_threads=16,
        engine="vision",
        vision=Vision(
            "https://models.internal:8443",
            "receipts-7b",
            "models.internal",
            Path("/etc/books/vision.key"),
            Path("/etc/books/authority.pem"),
        ),
        sandbox="required",
        scanner="clamd://127.0.0.1:3310",
        bcrypt_cost=13,
        log_level="warning",
        policy_version="2027-01-01",
        trusted_proxies=("10.0.0.7", "10.1.0.0/16"),
        cors_origins=("https://books.example", "https://app.example:8443"),
        require_tls=False,
        smtp_url="smtp://mail.example",
        mail_from="books@books.example",
        throttle_factor=10,
        tls_certificate=Path("/etc/books/certificate.pem"),
        tls_key=Path("/etc/books/key.pem"),
    )
    assert all(getattr(settings, field.name) != field.default for field in attrs.fields(Settings))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "8_080"),
        ("PORT", "٨٠٨٠"),
        ("PORT", "9" * 5000),
        ("HTTP_WORKERS", "0"),
        ("HTTP_WORKERS", "65"),
        ("HTTP_THREADS", "0"),
        ("HTTP_THREADS", "1e3"),
        ("BCRYPT_COST", "3"),
        ("BCRYPT_COST", "17"),
        ("ENGINE", "magic"),
        ("SANDBOX", "off"),
        ("LOG_LEVEL", "loud"),
        ("REQUIRE_TLS", "maybe"),
        ("PROT", "8080"),
    ],
)
def test_a_mistake_is_named(name: str, value: str) -> None:
    """A value that can't be, and a name that does not exist, are refused with the variable's whole name."""
    with pytest.raises(InvalidValueError, match=f"^PLUTOPIXIE_{name}") as caught:
        from_environment({f"PLUTOPIXIE_{name}": value})
    assert value not in str(caught.value)


def test_others_variables_are_none_of_ours() -> None:
    """Names without our prefix, and those of the tests, are left alone."""
    assert from_environment({"PORT": "x", "PLUTOPIXIE_TEST_SEED": "1"}) == from_environment({})


def test_blank_is_not_stated() -> None:
    """A variable that is set to nothing has its default, as compose files leave them."""
    assert from_environment({"PLUTOPIXIE_PORT": " ", "PLUTOPIXIE_DATABASE_URL": ""}) == from_environment({})


def test_passwords_stay_out_of_sight() -> None:
    """What a log might show of the settings holds no address with a password in it."""
    shown = repr(
        from_environment(
            {
                "PLUTOPIXIE_DATABASE_URL": "postgresql://admin:hunter2@db.example/books",
                "PLUTOPIXIE_BROKER_URL": "redis://:hunter3@queue.example",
            }
        )
    )
    assert "hunter" not in shown


@pytest.mark.parametrize(
    ("stated", "missing"),
    [
        ({"PLUTOPIXIE_ENGINE": "vision"}, "PLUTOPIXIE_VISION_URL"),
        ({"PLUTOPIXIE_VISION_URL": "http://127.0.0.1:8000"}, "PLUTOPIXIE_VISION_MODEL"),
        ({"PLUTOPIXIE_VISION_MODEL": "receipts-7b"}, "PLUTOPIXIE_VISION_URL"),
        ({"PLUTOPIXIE_VISION_KEY_FILE": "/etc/books/vision.key"}, "PLUTOPIXIE_VISION_URL"),
    ],
)
def test_a_vision_model_needs_its_place_and_its_name(stated: dict[str, str], missing: str) -> None:
    """A server without a model, a model without a server, and an engine without both are mistakes."""
    with pytest.raises(InvalidValueError) as caught:
        from_environment(stated)
    assert caught.value.field == missing
