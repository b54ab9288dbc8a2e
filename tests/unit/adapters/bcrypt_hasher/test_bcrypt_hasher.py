"""bcrypt keeps every promise of the password port."""

from __future__ import annotations

import base64
import hmac

import bcrypt
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

    @pytest.fixture
    def stronger(self) -> PasswordHasher:
        """Three steps more, so that missing work shows."""
        return BcryptHasher(cost=7)

    @pytest.mark.parametrize("hashed", [None, "no hash", *(f"$2b${cost:02d}${'.' * 53}" for cost in range(4, 8))])
    def test_a_no_always_costs_the_work_of_the_setting(
        self, hashed: str | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever is compared with, a wrong password costs 2^7 rounds, to the round."""
        rounds: list[int] = []
        checkpw = bcrypt.checkpw

        def counted(password: bytes, against: bytes) -> bool:
            rounds.append(2 ** int(against[4:6]))
            return checkpw(password, against)

        monkeypatch.setattr(bcrypt, "checkpw", counted)
        assert not BcryptHasher(cost=7).verify(Password("correct horse battery"), hashed)
        assert sum(rounds) == 2**7

    @pytest.mark.asvs("V6.2.8", "V6.2.9")
    @pytest.mark.parametrize("length", [18, 64, 100, 127])
    def test_nothing_is_cut_at_72_bytes(self, length: int) -> None:
        """Passwords of four-byte characters, 72 to 508 bytes long, verify, and none with another end does."""
        hasher, common = BcryptHasher(cost=4), chr(0x1F680) * length
        hashed = hasher.hash(Password(common + "a"))

        assert hasher.verify(Password(common + "a"), hashed)
        assert not hasher.verify(Password(common + "b"), hashed)
        assert not hasher.verify(Password(common), hashed)

    def test_the_scheme_is_the_documented_one(self) -> None:
        """Bcrypt is handed the Base64 of an HMAC-SHA-384 under the label: 64 characters, none of them zero."""
        digest = hmac.new(b"plutopixie password", b"correct horse battery", "sha384").digest()
        hashed = BcryptHasher(cost=4).hash(Password("correct horse battery"))

        assert len(base64.b64encode(digest)) == 64
        assert bcrypt.checkpw(base64.b64encode(digest), hashed.encode())

    def test_the_cost_is_in_the_hash(self) -> None:
        """A hash tells the cost it was made with, and verifies under a hasher of another cost."""
        password = Password("correct horse battery")
        hashed = BcryptHasher(cost=5).hash(password)

        assert hashed.startswith("$2b$05$")
        assert BcryptHasher(cost=4).verify(password, hashed)

    @pytest.mark.promise("P2.2")
    def test_the_way_to_hash_stays(self) -> None:
        """A hash that was made long ago verifies: the label, the digest and the encoding under bcrypt are for ever."""
        kept = "$2b$04$yHoznp3DrLceh3gPac8eou.p13a4UO83lZN5W3IUCtnhqPmSGOKkO"

        assert BcryptHasher(cost=4).verify(Password("correct horse battery staple ünïcode"), kept)

    @pytest.mark.promise("P2.2")
    @pytest.mark.asvs("V11.4.2")
    def test_costs_twelve_unless_told(self) -> None:
        """The default cost is 12, and a hash says so."""
        assert BcryptHasher().hash(Password("correct horse battery")).startswith("$2b$12$")

    @pytest.mark.parametrize("cost", [3, 17])
    def test_an_unreasonable_cost_is_refused(self, cost: int) -> None:
        """A cost that is no protection, or that stops the service, is refused."""
        with pytest.raises(ValueError, match="cost"):
            BcryptHasher(cost=cost)
