"""How large the streams of a PDF grow when they are inflated: asked before pdfium takes an attachment out of it.

pdfium inflates an attachment as a whole before it says how long it is. Every stream stands in the file itself, never
in another stream, so all of them can be found by their keyword and inflated here, a piece at a time, up to a limit.
What is packed by other filters, or encrypted, is left to the limits of the process.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

STREAM_BYTES_MAX: Final = 64 * 1024 * 1024
ALL_BYTES_MAX: Final = 256 * 1024 * 1024
STREAMS_MAX: Final = 20_000
#: A stream may be packed several times over.
LAYERS_MAX: Final = 4

_BEGINS: Final = re.compile(rb"stream\r?\n")
_PIECE: Final = 64 * 1024
_GROWN: Final = 1024 * 1024
_DEFLATE: Final = 8
_CHECK: Final = 31


def grow_within_limits(content: bytes) -> bool:
    """Whether the PDF's streams stay within the limits when they are inflated."""
    held = memoryview(content)
    total = 0
    for count, match in enumerate(_BEGINS.finditer(content)):
        if count >= STREAMS_MAX:
            return False
        total += _inflated(held[match.end() :], LAYERS_MAX)
        if total > ALL_BYTES_MAX:
            return False
    return True


def _inflated(packed: memoryview, layers: int) -> int:
    """How many bytes come out of what begins here, and out of that; too many as soon as one stream is too large."""
    if not _is_zlib(packed):
        return 0
    if not layers:
        return ALL_BYTES_MAX + 1
    length, start = 0, b""
    for grown in _pieces(packed):
        length += len(grown)
        start += grown if len(start) < _GROWN else b""
        if length > STREAM_BYTES_MAX:
            return ALL_BYTES_MAX + 1
    return length + _inflated(memoryview(start), layers - 1)


def _pieces(packed: memoryview) -> Iterator[bytes]:
    """What comes out of a stream, a bounded piece at a time; what is damaged ends it, as it does in pdfium."""
    unpacker = zlib.decompressobj()
    for begin in range(0, len(packed), _PIECE):
        waiting: bytes | memoryview = packed[begin : begin + _PIECE]
        while waiting and not unpacker.eof:
            try:
                yield unpacker.decompress(waiting, _GROWN)
            except zlib.error:
                return
            waiting = unpacker.unconsumed_tail
        if unpacker.eof:
            return


def _is_zlib(packed: memoryview) -> bool:
    """Whether a header of zlib begins here (RFC 1950, 2.2)."""
    return len(packed) > 1 and packed[0] & 0x0F == _DEFLATE and (packed[0] << 8 | packed[1]) % _CHECK == 0
