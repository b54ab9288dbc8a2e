"""A Bloom filter over the most common and breached passwords.

The file holds bits of hashes and no password. What is in the list is always found; of what is not, at most one in
100,000 is taken for common, and somebody chooses another one (B. H. Bloom, CACM 13 (1970) 422; both positions of a
probe come from one hash: A. Kirsch, M. Mitzenmacher, ESA 2006). `docs/security.md` says what the list was made of, and
`scripts/build_common_passwords.py` makes it.

The layout, numbers big-endian: 8 bytes `PPCOMMN1`; probes, bits and entries, 8 bytes each; the SHA-256 of all the rest,
32 bytes; the bits, the lowest of a byte first.
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Collection, Iterator
from importlib import resources
from threading import Lock
from typing import Final, Self

from attrs import define, field, frozen

from plutopixie.domain.errors import OurError
from plutopixie.domain.passwords import Password

#: What is taken for common although it is not, at most.
FALSE_RATE: Final = 1e-5
_MAGIC: Final = b"PPCOMMN1"
_HEADER: Final = struct.Struct(">8sQQQ")
_HASH: Final = struct.Struct(">QQ")
_DIGEST_BYTES: Final = 32
_FILE: Final = "common_passwords.bin"


class DamagedFilterError(OurError):
    """The list of common passwords that comes with PlutoPixie is damaged; install PlutoPixie again."""

    code = "damaged-installation"


@define
class ShippedCommonPasswords:
    """`ports.outbound.passwords.CommonPasswords` from the file in the package; reads it when first asked, and once."""

    _filter: _Filter | None = field(default=None, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def holds(self, password: Password) -> bool:
        """Whether it is among the most common, whatever its case.

        Raises:
            DamagedFilterError: the file is not as it was shipped. Nothing passes then.
        """
        return self._loaded().holds(password)

    @property
    def entries(self) -> int:
        """How many passwords the list has."""
        return self._loaded().entries

    def _loaded(self) -> _Filter:
        with self._lock:
            if self._filter is None:
                self._filter = _Filter.read(resources.files(__package__).joinpath(_FILE).read_bytes())
            return self._filter


@frozen
class _Filter:
    probes: int
    bits: int
    entries: int
    content: bytes = field(repr=False)

    @classmethod
    def read(cls, file: bytes) -> Self:
        if len(file) < _HEADER.size + _DIGEST_BYTES:
            raise DamagedFilterError
        magic, probes, bits, entries = _HEADER.unpack_from(file)
        digest, content = file[_HEADER.size : _HEADER.size + _DIGEST_BYTES], file[_HEADER.size + _DIGEST_BYTES :]
        if magic != _MAGIC or hashlib.sha256(file[: _HEADER.size] + content).digest() != digest:
            raise DamagedFilterError
        return cls(probes, bits, entries, content)

    def holds(self, password: Password) -> bool:
        places = _places(password.folded(), self.probes, self.bits)
        return all(self.content[place >> 3] & 1 << (place & 7) for place in places)


def encoded(folded: Collection[str], false_rate: float = FALSE_RATE) -> bytes:
    """The file that holds these passwords, each as `Password.folded` gives it; the same for the same set."""
    entries = set(folded)
    bits = math.ceil(-len(entries) * math.log(false_rate) / math.log(2) ** 2 / 8) * 8
    probes = max(1, round(bits / len(entries) * math.log(2)))
    content = bytearray(bits // 8)
    for entry in entries:
        for place in _places(entry, probes, bits):
            content[place >> 3] |= 1 << (place & 7)
    header = _HEADER.pack(_MAGIC, probes, bits, len(entries))
    return header + hashlib.sha256(header + content).digest() + content


def _places(folded: str, probes: int, bits: int) -> Iterator[int]:
    first, step = _HASH.unpack(hashlib.blake2b(folded.encode(), digest_size=_HASH.size, person=_MAGIC).digest())
    return ((first + probe * step) % bits for probe in range(probes))
