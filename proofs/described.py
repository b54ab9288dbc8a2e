"""One run of schemathesis as one role: `python -m proofs.described --role owner --url …`; the options say the rest.

Schemathesis reads the description that the service gives of itself, and sends what fits it and what does not. Each
answer must be one that the description allows. The report is what the run saw: the answers of each operation by status,
and which findings were explained how often.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import Any, Final

import httpx
import schemathesis
from attrs import Factory, define, field
from schemathesis.cli import schemathesis as command_line
from schemathesis.core import NOT_SET
from schemathesis.transport.serialization import Binary

from proofs import explained
from proofs.seat import NEEDED_TOO, Seat, plausible
from proofs.society import PNG, Role, Society

_PLAUSIBLE_SHARE: Final = 0.6
_SECONDS: Final = 30.0
#: What schemathesis puts into If-Match while it tries something else: refused at once, it would hide what is tried.
_FILLER: Final = "0"
#: Headers that are as well left out: they change what a request means, and the drawn ones fit nothing.
_CONDITIONS: Final = ("If-Match", "Idempotency-Key")


@define
class Run:
    """What is done around each request, and what was seen."""

    seat: Seat
    answers: dict[str, Counter[int]] = field(init=False, default=Factory(lambda: defaultdict(Counter)))
    explanations: Counter[str] = field(init=False, default=Factory(Counter))

    def complete(self, case: Any) -> None:
        """Before a request of the right form is sent: sometimes make it one that a person might send."""
        meta = case.meta
        if meta is not None and case.headers.get("If-Match") == _FILLER and meta.phase.data.parameter != "If-Match":
            case.headers.pop("If-Match")
        if meta is None or self.seat.random.random() > _PLAUSIBLE_SHARE:
            return
        template, random = case.operation.path, meta.phase.name.value != "stateful"
        if random and case.path_parameters and "id" in case.path_parameters and not _negative(meta, "path"):
            id = self.seat.id_for(case.method, template)
            case.path_parameters = {**case.path_parameters, "id": id or case.path_parameters["id"]}
        if not meta.generation.mode.is_positive:
            return
        for name in _CONDITIONS:
            case.headers.pop(name, None)
        try:
            query, body = self._query(case), self._body(case)
        except httpx.HTTPStatusError:  # the holder of the seat may not, or not any more
            self.seat.doubted = True
            return
        case.query = query
        if body is not case.body:
            case.body = body

    def _query(self, case: Any) -> dict[str, Any]:
        return plausible(self.seat, case.operation.path, case.query, needed=frozenset())

    def _body(self, case: Any) -> Any:
        if case.body is NOT_SET:
            return case.body
        if case.media_type == "multipart/form-data":
            return {"file": Binary(PNG)}
        if case.media_type not in {None, "application/json"}:
            return Binary(PNG)
        if not isinstance(case.body, dict):
            return case.body
        more = dict.fromkeys(NEEDED_TOO.get((case.method, case.operation.path), ()))
        return plausible(self.seat, case.operation.path, {**more, **case.body}, needed=_needed(case))

    def note(self, case: Any, response: Any) -> None:
        """After an answer came: count it, and learn from it."""
        if response.request.method != case.operation.method.upper():
            return  # another method was tried on purpose
        self.answers[case.operation.label][response.status_code] += 1
        template, shown = case.operation.path, _document(response)
        if response.status_code == httpx.codes.UNAUTHORIZED or case.method != "GET":
            self.seat.doubted = True
        if httpx.codes.is_success(response.status_code):
            if "{" not in template:
                self.seat.learn(template, shown)
            self._follow(case, shown)

    def _follow(self, case: Any, shown: Any) -> None:
        """The holder goes by what they changed about themselves."""
        match case.method, case.operation.path:
            case "PUT", "/v1/me/password":
                self.seat.person.password = case.body["new_password"]
            case _, "/v1/me/second-factor/recovery-codes" | "/v1/me/second-factor/confirmation":
                self.seat.person.recovery_codes = list(shown["recovery_codes"])
            case "DELETE", "/v1/me/second-factor":
                self.seat.person.recovery_codes = []

    def keep(self, failure: Any, case: Any, response: Any) -> bool:
        """Whether a finding stands: whether nothing in `explained` says why it is none."""
        reason = explained.reason(failure, case, response)
        if reason is not None:
            self.explanations[reason] += 1
        return reason is None

    def report(self) -> dict[str, Any]:
        """What was seen."""
        return {"answers": self.answers, "explanations": self.explanations}


def _negative(meta: Any, location: str) -> bool:
    return any(place.value == location and part.mode.is_negative for place, part in meta.components.items())


def _needed(case: Any) -> frozenset[str]:
    body = case.operation.get_body_for_media_type(case.media_type)
    schema = getattr(body, "optimized_schema", None)
    return frozenset(schema.get("required", ())) if isinstance(schema, dict) else frozenset()


def _document(response: Any) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


class _Token:
    """Schemathesis's way to ask for a token: always one that is good."""

    seat: Seat

    def get(self, _: Any, __: Any) -> str | None:
        return self.seat.token()

    def set(self, case: Any, token: str, _: Any) -> None:
        case.headers["Authorization"] = f"Bearer {token}"


def main() -> None:
    """Run, write the report, and end with the status of schemathesis."""
    options = _options()
    client = httpx.Client(base_url=options.url, timeout=_SECONDS)
    run = Run(Seat(Society(client, options.mail), options.role, Random(options.seed)))  # noqa: S311 - a run is to be repeated
    # Schemathesis marks its hooks, which it can't do with methods.
    schemathesis.hook("before_call")(lambda _, case, __: run.complete(case))
    schemathesis.hook("after_call")(lambda _, case, response: run.note(case, response))
    schemathesis.hook("filter_failure")(lambda _, failure, case, response: run.keep(failure, case, response))
    if options.role is not Role.ANONYMOUS:
        schemathesis.auth(refresh_interval=None)(type("Token", (_Token,), {"seat": run.seat}))
    try:
        command_line(_arguments(options), prog_name="schemathesis")
    finally:
        options.report.write_text(json.dumps(run.report()), "utf-8")


def _arguments(options: argparse.Namespace) -> list[str]:
    return [
        "run",
        f"{options.url}/v1/openapi.json",
        "--checks=all",
        "--continue-on-failure",
        "--no-shrink",
        "--no-color",
        "--warnings=off",
        f"--phases={options.phases}",
        f"--max-examples={options.examples}",
        f"--seed={options.seed}",
        f"--request-timeout={_SECONDS}",
        "--generation-database=none",
        "--suppress-health-check=all",
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--role", type=Role, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--mail", type=Path, required=True)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--examples", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    return parser.parse_args()


if __name__ == "__main__":
    main()
