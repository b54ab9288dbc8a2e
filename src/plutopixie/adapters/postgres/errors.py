"""What the driver says, translated: its exceptions never cross the adapter.

Messages of the server repeat values ("Key (email)=(…) already exists"), so nothing of them is kept: only the SQLSTATE
and the name of a constraint, which are ours to read and safe to log.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from plutopixie.domain.errors import AlreadyExistsError, InvalidValueError, OurError, PlutoPixieError
from plutopixie.ports.outbound.units import RecordsUnavailableError


class RecordsFaultError(OurError):
    """The database refused what PlutoPixie asked of it; please report it with the time it happened."""

    code = "records-fault"

    def __init__(self, sqlstate: str, constraint: str = "") -> None:
        self.sqlstate = sqlstate
        self.constraint = constraint
        where = f" by {constraint}" if constraint else ""
        super().__init__(f"The database refused a statement{where} (SQLSTATE {sqlstate or 'unknown'}).")


#: Unique constraints: the thing that is there already, and the field that says so.
TAKEN: Final = {
    "organization_pkey": ("organization", "id"),
    "directory_organization_pkey": ("organization", "id"),
    "member_pkey": ("member", "id"),
    "member_email_key": ("member", "email"),
    "sign_in_pkey": ("member", "id"),
    "invitation_pkey": ("invitation", "id"),
    "invitation_secret_key": ("invitation", "secret"),
    "session_pkey": ("session", "id"),
    "one_time_code_pkey": ("code", "id"),
    "one_time_code_purpose_key": ("code", "purpose"),
    "reset_pkey": ("question", "address"),
    "second_factor_pkey": ("second factor", "member"),
    "api_key_pkey": ("API key", "id"),
    "request_pkey": ("request", "id"),
    "category_pkey": ("category", "id"),
    "category_name_key": ("category", "name"),
    "brand_pkey": ("brand", "id"),
    "brand_name_key": ("brand", "name"),
    "tag_pkey": ("tag", "id"),
    "tag_name_key": ("tag", "name"),
    "custom_field_pkey": ("custom field", "id"),
    "custom_field_name_key": ("custom field", "name"),
    "vendor_pkey": ("vendor", "id"),
    "vendor_name_key": ("vendor", "name"),
    "vendor_rule_pkey": ("vendor rule", "id"),
    "vendor_rule_read_as_key": ("vendor rule", "read_as"),
    "expense_pkey": ("expense", "id"),
    "expense_split_pkey": ("expense", "id"),
    "expense_tag_pkey": ("expense", "id"),
    "expense_field_pkey": ("expense", "id"),
    "expense_word_pkey": ("expense", "id"),
    "expense_change_pkey": ("expense", "id"),
    "receipt_pkey": ("receipt", "id"),
    "audit_pkey": ("entry", "id"),
    "audit_origin_pkey": ("entry", "id"),
    "throttle_pkey": ("attempt", "id"),
    "outbox_pkey": ("message", "id"),
    "migration_pkey": ("migration", "name"),
    "context_key_pkey": ("key", "id"),
}

#: Foreign keys: the attribute that refers to what is not there.
DANGLING: Final = {
    "member_organization_fkey": "organization",
    "category_organization_fkey": "organization",
    "brand_organization_fkey": "organization",
    "tag_organization_fkey": "organization",
    "custom_field_organization_fkey": "organization",
    "vendor_organization_fkey": "organization",
    "vendor_rule_vendor_fkey": "vendor",
    "vendor_rule_category_fkey": "category",
    "vendor_rule_brand_fkey": "brand",
    "directory_organization_fkey": "organization",
    "sign_in_member_fkey": "member",
    "session_member_fkey": "member",
    "one_time_code_member_fkey": "member",
    "second_factor_member_fkey": "member",
    "api_key_member_fkey": "member",
    "request_member_fkey": "member",
    "invitation_invited_by_fkey": "invited_by",
    "expense_recorded_by_fkey": "recorded_by",
    "expense_vendor_fkey": "vendor",
    "expense_category_fkey": "category",
    "expense_brand_fkey": "brand",
    "expense_tag_tag_fkey": "tags",
    "expense_field_field_fkey": "custom_fields",
    "expense_split_category_fkey": "splits",
    "expense_split_brand_fkey": "splits",
    "expense_split_expense_fkey": "expense",
    "expense_tag_expense_fkey": "expense",
    "expense_field_expense_fkey": "expense",
    "expense_word_expense_fkey": "expense",
    "expense_change_expense_fkey": "expense",
    "expense_change_by_fkey": "by",
    "audit_organization_fkey": "organization",
    "audit_member_fkey": "author",
    "audit_origin_entry_fkey": "entry",
    "receipt_uploaded_by_fkey": "uploaded_by",
    "receipt_expense_fkey": "expense",
}

_UNIQUE_VIOLATION: Final = "23505"
_FOREIGN_KEY_VIOLATION: Final = "23503"
#: Classes and single states that pass: connection, resources, operator, rollback, lock and idle time-outs.
_PASSING: Final = ("08", "40", "53", "57", "58", "55P03", "25P03", "25P04")


def dangling(field: str) -> InvalidValueError:
    """What a reference to something that is not here raises."""
    return InvalidValueError(field, "does not exist here")


def translated(error: Exception) -> PlutoPixieError:
    """The driver's error in the words of the ports."""
    if isinstance(error, (PoolTimeout, PoolClosed, TooManyRequests)):
        return RecordsUnavailableError()
    if not isinstance(error, psycopg.Error):
        raise error
    sqlstate, constraint = error.sqlstate or "", error.diag.constraint_name or ""
    if sqlstate == _UNIQUE_VIOLATION and constraint in TAKEN:
        return AlreadyExistsError(*TAKEN[constraint])
    if sqlstate == _FOREIGN_KEY_VIOLATION and constraint in DANGLING:
        return dangling(DANGLING[constraint])
    if sqlstate.startswith(_PASSING) or (not sqlstate and isinstance(error, psycopg.OperationalError)):
        return RecordsUnavailableError()
    return RecordsFaultError(sqlstate, constraint)


@contextlib.contextmanager
def translating() -> Iterator[None]:
    """A block out of which no exception of the driver comes."""
    try:
        yield
    except (psycopg.Error, PoolTimeout, PoolClosed, TooManyRequests) as error:
        raise translated(error) from None
