"""The most common and breached passwords, as a filter that comes with the package: no network, no list of passwords."""

from plutopixie.adapters.common_passwords.filter import (
    DamagedFilterError,
    ShippedCommonPasswords,
    encoded,
)

__all__ = ["DamagedFilterError", "ShippedCommonPasswords", "encoded"]
