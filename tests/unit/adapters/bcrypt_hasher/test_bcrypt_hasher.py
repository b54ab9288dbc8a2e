"""bcrypt keeps every promise of the password port."""

from __future__ import annotations

import pytest

from plutopixie.adapters.bcrypt_hasher import BcryptHasher
from plutopixie.domain.passwords import Password
from plutopixie.ports.contracts.passwords import PasswordHasherContract
from plutopixie.ports.outbound.passwords import PasswordHasher


class TestBcryptHasher(PasswordHasherContract):
    """bcrypt at its lowest cost."""

    @pytest.fixture
    def hasher(self) -> PasswordHasher:
        """A quick hasher."""
        return BcryptHasher(cost=4)

    def test_the_cost_is_in_the_hash(self) -> None:
        """A hash tells the cost it was made with, and verifies under a hasher of another cost."""
        password = Password("correct horse battery")
        hashed = BcryptHasher(cost=5).hash(password)

        assert hashed.startswith("$2b$05$")
        assert BcryptHasher(cost=4).verify(password, hashed)

    def test_costs_twelve_unless_told(self) -> None:
        """The default cost is 12."""
        assert BcryptHasher().cost == 12

    @pytest.mark.parametrize("cost", [3, 17])
    def test_an_unreasonable_cost_is_refused(self, cost: int) -> None:
        """A cost that is no protection, or that stops the service, is refused."""
        with pytest.raises(ValueError, match="cost"):
            BcryptHasher(cost=cost)
