"""A canary: a text that must appear nowhere, and the search for it in every shape that a program may give it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from attrs import field, frozen

_CHUNK = 1 << 22


def _shapes(plain: str) -> Iterator[bytes]:
    for text in (plain, plain.casefold(), plain.upper(), plain[::-1], json.dumps(plain)[1:-1], quote(plain)):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = text.encode(encoding)
            yield raw
            yield raw.hex().encode()
            yield raw.hex().upper().encode()
            yield from _in_base64(raw)
    digests = [hashlib.new(name, plain.encode()).digest() for name in ("md5", "sha1", "sha256", "sha384", "sha512")]
    digests.append(hmac.digest(b"plutopixie password", plain.encode(), "sha384"))  # what is handed to bcrypt
    for digest in digests:
        yield digest
        yield digest.hex().encode()
        yield base64.b64encode(digest).rstrip(b"=")
        yield base64.urlsafe_b64encode(digest).rstrip(b"=")


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """What Base64 makes of it inside something longer: three shapes, by its place."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        certain = encoded[-(-before * 4 // 3) : len(encoded) - 4]
        yield certain
        yield certain.translate(bytes.maketrans(b"+/", b"-_"))


@frozen
class Canary:
    """A text of at least a dozen characters, searched for as it is, encoded, escaped, reversed, and hashed."""

    plain: str
    shapes: frozenset[bytes] = field(init=False, repr=False)

    @shapes.default
    def _all_shapes(self) -> frozenset[bytes]:
        return frozenset(_shapes(self.plain))

    def within(self, content: bytes | str) -> bool:
        """Whether it is in there, in any shape."""
        raw = content if isinstance(content, bytes) else content.encode(errors="surrogatepass")
        return any(shape in raw for shape in self.shapes)

    def in_file(self, path: Path) -> bool:
        """Whether it is in the file."""
        overlap = max(map(len, self.shapes))
        with path.open("rb") as file:
            before = b""
            while chunk := file.read(_CHUNK):
                if self.within(before + chunk):
                    return True
                before = chunk[-overlap:]
        return False

    def in_files(self, folder: Path) -> list[str]:
        """The files below the folder that have it."""
        return sorted(
            str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and self.in_file(path)
        )


def told(errors: Iterable[BaseException]) -> str:
    """What a talkative log tool makes of errors: their messages, causes, and every frame with its local variables."""
    return "\n".join(
        line
        for error in errors
        for line in traceback.TracebackException.from_exception(error, capture_locals=True).format()
    )
