"""The list of common passwords that comes with the package."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.adapters.common_passwords import DamagedFilterError, ShippedCommonPasswords, encoded
from plutopixie.adapters.common_passwords import filter as filters
from plutopixie.domain.passwords import Password
from plutopixie.ports.contracts.passwords import CommonPasswordsContract
from plutopixie.ports.outbound.passwords import CommonPasswords

ROOT = Path(__file__).parents[4]
FILE = Path(filters.__file__).with_name("common_passwords.bin")
SAMPLE = ROOT / "tests" / "samples" / "common-passwords.txt.gz"
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


class TestShipped(CommonPasswordsContract):
    """The shipped list."""

    @pytest.fixture
    def common_passwords(self) -> CommonPasswords:
        """A list that was not read yet."""
        return ShippedCommonPasswords()


@pytest.mark.promise("P2.2")
@pytest.mark.asvs("V6.2.4")
@pytest.mark.asvs("V6.2.12")
def test_the_most_common_ones_are_all_there() -> None:
    """All of the 11,611 most common breached passwords that are long enough are known, in small and capital letters."""
    sample = gzip.decompress(SAMPLE.read_bytes()).decode().split("\n")
    shipped = ShippedCommonPasswords()

    assert sample[:3] == ["password", "12345678", "123456789"]
    assert len(set(sample)) == 11_611
    assert [one for one in sample if not shipped.holds(Password(one))] == []
    assert [one for one in sample if not shipped.holds(Password(one.upper()))] == []


def test_hardly_any_other_is_taken_for_common(record_property: Callable[[str, object], None]) -> None:
    """Of 200,000 random passwords at most 8 are taken for common; 2 are expected."""
    shipped, random = ShippedCommonPasswords(), Random(2026)  # noqa: S311 - the same every time
    taken = sum(shipped.holds(Password(f"{random.getrandbits(64):016x}")) for _ in range(200_000))

    record_property("taken_for_common_of_200000", taken)
    assert taken <= 8


def test_asking_takes_microseconds(record_property: Callable[[str, object], None]) -> None:
    """The first question reads the file, in less than half a second; each later one takes less than 100 µs."""
    shipped, password = ShippedCommonPasswords(), Password("password")
    began = time.perf_counter()
    assert shipped.holds(password)
    first = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(1000):
        shipped.holds(password)
    later = (time.perf_counter() - began) / 1000

    record_property("first_seconds", first)
    record_property("later_microseconds", later * 1e6)
    assert first < 0.5
    assert later < 100e-6


def test_the_file_is_the_documented_one() -> None:
    """docs/security.md names the size, the number of passwords and the digest of the file that is shipped."""
    content = FILE.read_bytes()

    assert len(content) < 2_000_000
    assert f"{len(content):,} bytes" in DOCUMENT
    assert f"{ShippedCommonPasswords().entries:,} passwords" in DOCUMENT
    assert hashlib.sha256(content).hexdigest() in DOCUMENT


@pytest.mark.parametrize(
    "damage",
    [lambda file: file[:9], lambda file: file[:-1], lambda file: file + b"\0", lambda file: b"x" + file[1:],
     lambda file: file[:40] + bytes([file[40] ^ 1]) + file[41:],
     lambda file: file[:-9] + bytes([file[-9] ^ 1]) + file[-8:]],
)  # fmt: skip
def test_a_damaged_file_lets_nothing_pass(damage: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was cut, extended or changed in one bit is an error, not an empty list."""
    damaged = damage(FILE.read_bytes())
    monkeypatch.setattr(Path, "read_bytes", lambda _: damaged)

    with pytest.raises(DamagedFilterError):
        ShippedCommonPasswords().holds(Password("correct horse battery"))


@given(st.sets(st.text(min_size=1), min_size=1, max_size=60))
def test_what_is_put_in_is_found(folded: set[str]) -> None:
    """Every text of a list is found in the filter made of it, and the order it came in makes no difference."""
    made = encoded(sorted(folded))
    read = filters._Filter.read(made)

    assert made == encoded(sorted(folded, reverse=True))
    assert read.entries == len(folded)
    for one in folded:
        assert all(
            read.content[place >> 3] & 1 << (place & 7) for place in filters._places(one, read.probes, read.bits)
        )


def test_the_wheel_brings_the_list(tmp_path: Path) -> None:
    """The wheel that people install has the file in it, unchanged."""
    hatchling = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(hatchling, cwd=ROOT, capture_output=True, check=True)
    [wheel] = tmp_path.glob("*.whl")

    with zipfile.ZipFile(wheel) as opened:
        assert opened.read("plutopixie/adapters/common_passwords/common_passwords.bin") == FILE.read_bytes()


def test_the_domain_does_not_carry_the_list() -> None:
    """Loading the rules for passwords neither reads the list nor loads the adapter."""
    program = (
        "import sys\n"
        "sys.addaudithook(lambda name, args: name == 'open' and str(args[0]).endswith('.bin') and sys.exit(1))\n"
        "import plutopixie.domain.passwords, plutopixie.ports.inbound.choosing_passwords\n"
        "print([name for name in sys.modules if 'adapters' in name])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
