"""What can be wrong with a request before any use case sees it."""

from __future__ import annotations

from attrs import frozen

from plutopixie.domain.errors import CallerError


@frozen
class FieldProblem:
    """One thing that is wrong: where, as a path such as `splits[2].amount`, and what."""

    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}" if self.field else self.problem


class MalformedRequestError(CallerError):
    """The request can't be understood; correct what `errors` lists."""

    code = "malformed-request"

    def __init__(self, *errors: FieldProblem) -> None:
        self.errors = errors
        super().__init__("; ".join(map(str, errors[:3])))

    @classmethod
    def at(cls, field: str, problem: str) -> MalformedRequestError:
        """The complaint about one field, parameter or header."""
        return cls(FieldProblem(field, problem))


class UnsupportedContentError(CallerError):
    """The content type of the request is not taken here."""

    code = "unsupported-content-type"

    def __init__(self, taken: str) -> None:
        self.taken = taken
        super().__init__(f"Send the request with the header Content-Type: {taken}.")


class TlsRequiredError(CallerError):
    """PlutoPixie answers over HTTPS only; use https:// in the address, and let a proxy send X-Forwarded-Proto."""

    code = "tls-required"


class ProxyUnknownError(CallerError):
    """This came through a proxy that PlutoPixie was not told of; name its address in PLUTOPIXIE_TRUSTED_PROXIES."""

    code = "proxy-unknown"
