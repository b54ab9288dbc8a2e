"""What the driver's errors become."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors as driver
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from plutopixie.adapters.postgres.errors import RecordsFaultError, translated, translating
from plutopixie.ports.outbound.units import RecordsUnavailableError

CANARY = "canary@example.com"


@pytest.mark.parametrize(
    "kind",
    [
        driver.DeadlockDetected,
        driver.SerializationFailure,
        driver.QueryCanceled,
        driver.LockNotAvailable,
        driver.IdleInTransactionSessionTimeout,
        driver.AdminShutdown,
        driver.TooManyConnections,
        driver.ConnectionFailure,
        driver.DiskFull,
        psycopg.OperationalError,
        PoolTimeout,
        PoolClosed,
        TooManyRequests,
    ],
)
def test_what_passes_is_unavailable(kind: type[Exception]) -> None:
    """Deadlocks, time-outs, lost connections and full pools ask for another try."""
    assert isinstance(translated(kind(CANARY)), RecordsUnavailableError)


@pytest.mark.parametrize(
    "kind",
    [
        driver.CheckViolation,
        driver.NotNullViolation,
        driver.InsufficientPrivilege,
        driver.UndefinedTable,
        driver.InFailedSqlTransaction,
        driver.UniqueViolation,
        driver.ForeignKeyViolation,
        psycopg.DataError,
        psycopg.InterfaceError,
    ],
)
def test_what_should_not_happen_is_our_fault(kind: type[psycopg.Error]) -> None:
    """Anything else, and a constraint without a name we know, is a fault of ours with its SQLSTATE."""
    error = translated(kind(CANARY))

    assert isinstance(error, RecordsFaultError)
    assert error.sqlstate == (kind("").sqlstate or "")


@pytest.mark.parametrize("kind", [driver.UniqueViolation, driver.CheckViolation, driver.DeadlockDetected])
def test_nothing_of_the_message_is_kept(kind: type[psycopg.Error]) -> None:
    """The driver's message repeats values; neither ours nor the chain of causes does."""
    with pytest.raises(Exception) as caught, translating():  # noqa: PT011 - every kind of error is meant
        raise kind(CANARY)

    assert CANARY not in repr(caught.value) + str(caught.value)
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


def test_other_errors_go_through() -> None:
    """What is not the driver's is left as it is."""
    with pytest.raises(ZeroDivisionError), translating():
        raise ZeroDivisionError
