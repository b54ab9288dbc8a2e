"""A service for each test."""

from __future__ import annotations

import pytest

from http_service import Person, Service, new_service


@pytest.fixture
def service() -> Service:
    """A service that nobody uses yet."""
    return new_service()


@pytest.fixture
def owner(service: Service) -> Person:
    """The owner of an organization."""
    return service.sign_up()
