"""A PostgreSQL 18 server of our own, kept in one folder and run as a child process.

It listens on nothing but a unix socket in a private folder, and it goes when the process that started it goes.
"""

from plutopixie.adapters.embedded_postgres.account import Account
from plutopixie.adapters.embedded_postgres.connection import ConnectionParameters
from plutopixie.adapters.embedded_postgres.errors import (
    AccountError,
    EmbeddedPostgresError,
    FolderError,
    FolderInUseError,
    FolderVersionError,
    NotInstalledError,
    StartError,
)
from plutopixie.adapters.embedded_postgres.folders import default_data_folder
from plutopixie.adapters.embedded_postgres.installation import Installation
from plutopixie.adapters.embedded_postgres.server import EmbeddedPostgres

__all__ = [
    "Account",
    "AccountError",
    "ConnectionParameters",
    "EmbeddedPostgres",
    "EmbeddedPostgresError",
    "FolderError",
    "FolderInUseError",
    "FolderVersionError",
    "Installation",
    "NotInstalledError",
    "StartError",
    "default_data_folder",
]
