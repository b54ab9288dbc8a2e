"""Time-based codes by the library `cryptography`."""

from plutopixie.adapters.time_codes.codes import TotpCodes

__all__ = ["TotpCodes"]
