"""Settings: read once from the environment, checked, and handed to the composition root.

Every name begins with PLUTOPIXIE_; names that begin with PLUTOPIXIE_TEST_ are left to the tests.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import field, frozen

from plutopixie.domain.errors import InvalidValueError

POLICY_VERSION: Final = "2026-11-01"
_PREFIX: Final = "PLUTOPIXIE_"
_PORT_MAX: Final = 65_535


@frozen
class Vision:
    """A vision model of the operator's own: its server's URL and its name there.

    `host_allowed` names a host that may have a public address. `key_file` holds what the server wants to be shown;
    `authority` is a PEM file of who signed its certificate.
    """

    url: str = field(repr=False)
    model: str
    host_allowed: str | None = None
    key_file: Path | None = None
    authority: Path | None = None


@frozen
class Settings:
    """How this installation runs.

    `database_url` names an external PostgreSQL 15 to 18; without it an embedded one is used. Its user and password are
    needed to install and migrate only: at run time the roles of PlutoPixie are used, with passwords of their own.
    """

    data: Path
    database_url: str | None = field(default=None, repr=False)
    broker_url: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    base_url: str = "http://127.0.0.1:8080"
    role_prefix: str = "plutopixie"
    http_workers: int = 1
    http_threads: int = 8
    engine: str | None = None
    vision: Vision | None = None
    sandbox: str = "auto"
    scanner: str | None = None
    bcrypt_cost: int = 12
    log_level: str = "info"
    policy_version: str = POLICY_VERSION
    trusted_proxies: tuple[str, ...] = ()
    require_tls: bool = True
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "plutopixie@localhost"
    cors_origins: tuple[str, ...] = ()
    throttle_factor: int = 1
    tls_certificate: Path | None = None
    tls_key: Path | None = None

    @property
    def scratch(self) -> Path:
        """Where receipts that are being read have their temporary files."""
        return self.data / "tmp"

    @property
    def secrets(self) -> Path:
        """Where signing keys and the passwords of the roles are kept."""
        return self.data / "secrets"

    @property
    def mail(self) -> Path:
        """Where letters are laid when no mail server is named."""
        return self.data / "mail"

    @property
    def files(self) -> Path:
        """Where receipts are kept."""
        return self.data / "files"


def default_data() -> Path:
    """Where data is kept unless a setting says otherwise: the system's place for root, else the user's own."""
    if os.geteuid() == 0:
        return Path("/var/lib/plutopixie")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "plutopixie"


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings that these environment variables state; what they leave out has its default.

    Raises:
        InvalidValueError: a variable has a value that can't be, or a name that does not exist; the error names it.
    """
    read = _Reader(environment)
    port = read.number("PORT", 8080, 0, _PORT_MAX)
    host = read.text("HOST", "127.0.0.1")
    certificate, key = read.optional("TLS_CERTIFICATE"), read.optional("TLS_KEY")
    if (certificate is None) != (key is None):
        missing = "TLS_KEY" if key is None else "TLS_CERTIFICATE"
        raise InvalidValueError(_PREFIX + missing, "is needed: a certificate and its key go together")
    scheme = "http" if certificate is None else "https"
    engine, vision = read.choice("ENGINE", None, ("neural", "tesseract", "vision")), _vision(read)
    if engine == "vision" and vision is None:
        raise InvalidValueError(f"{_PREFIX}VISION_URL", "is needed: the engine vision is a server of yours")
    settings = Settings(
        data=Path(read.text("DATA", str(default_data()))).expanduser().absolute(),
        database_url=read.optional("DATABASE_URL"),
        broker_url=read.optional("BROKER_URL"),
        host=host,
        port=port,
        base_url=read.text("BASE_URL", f"{scheme}://{host}:{port}").rstrip("/"),
        role_prefix=read.text("ROLE_PREFIX", "plutopixie"),
        http_workers=read.number("HTTP_WORKERS", 1, 1, 64),
        http_threads=read.number("HTTP_THREADS", 8, 1, 256),
        engine=engine,
        vision=vision,
        sandbox=read.choice("SANDBOX", "auto", ("auto", "required", "limits")) or "auto",
        scanner=read.optional("SCANNER"),
        bcrypt_cost=read.number("BCRYPT_COST", 12, 4, 16),
        log_level=read.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")) or "info",
        policy_version=read.text("POLICY_VERSION", POLICY_VERSION),
        throttle_factor=read.number("THROTTLE_FACTOR", 1, 1, 1_000),
        require_tls=read.choice("REQUIRE_TLS", "yes", ("yes", "no")) == "yes",
        smtp_url=read.optional("SMTP_URL"),
        mail_from=read.text("MAIL_FROM", "plutopixie@localhost"),
        trusted_proxies=read.several("TRUSTED_PROXIES"),
        cors_origins=read.several("CORS_ORIGINS"),
        tls_certificate=None if certificate is None else Path(certificate),
        tls_key=None if key is None else Path(key),
    )
    read.require_nothing_left()
    return settings


def _vision(read: _Reader) -> Vision | None:
    url, model = read.optional("VISION_URL"), read.optional("VISION_MODEL")
    host, key_file, authority = (read.optional(f"VISION_{name}") for name in ("HOST_ALLOWED", "KEY_FILE", "AUTHORITY"))
    if url is None or model is None:
        if any((url, model, host, key_file, authority)):
            missing = "VISION_URL" if url is None else "VISION_MODEL"
            raise InvalidValueError(_PREFIX + missing, "is needed: a server's URL and its model's name go together")
        return None
    return Vision(url, model, host, Path(key_file) if key_file else None, Path(authority) if authority else None)


class _Reader:
    """Takes variables out of the environment one by one, so that a misspelt one is noticed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._left = {name: value for name, value in environment.items() if name.startswith(_PREFIX)}

    def optional(self, name: str) -> str | None:
        return self._left.pop(_PREFIX + name, "").strip() or None

    def text(self, name: str, default: str) -> str:
        return self.optional(name) or default

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(self.text(name, "").replace(",", " ").split())

    def number(self, name: str, default: int, least: int, most: int) -> int:
        stated = self.optional(name)
        if stated is None:
            return default
        if not stated.isascii() or not stated.isdecimal() or len(stated) > 9 or not least <= int(stated) <= most:  # noqa: PLR2004 - nine digits always convert quickly
            raise InvalidValueError(_PREFIX + name, f"is a whole number from {least} to {most}")
        return int(stated)

    def choice(self, name: str, default: str | None, choices: tuple[str, ...]) -> str | None:
        stated = self.optional(name)
        if stated is not None and stated not in choices:
            raise InvalidValueError(_PREFIX + name, f"is one of {', '.join(choices)}")
        return stated or default

    def require_nothing_left(self) -> None:
        left = sorted(name for name in self._left if not name.startswith(f"{_PREFIX}TEST_"))
        if left:
            raise InvalidValueError(left[0], "is not a setting; the operating guide lists them")
