"""ClamAV's daemon clamd, asked over a socket with its command INSTREAM (clamd(8)): it never opens a file of ours.

The protocol is a few lines. The clients that there are wait for ever or read an answer of any length, and the one that
is kept is under a licence that a product can't always take in.
"""

from plutopixie.adapters.clamav.scanner import ClamdScanner
from plutopixie.adapters.clamav.server import ScanServer

__all__ = ["ClamdScanner", "ScanServer"]
