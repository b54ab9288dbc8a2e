"""Several programs as one: started in order, watched, restarted, and stopped in the opposite order.

The laws:

- A service starts when those before it are ready.
- A service that ends before it was ever ready is a mistake in the set-up: everything stops, and the error says which.
- A service that ends later is started again, at growing intervals. When one keeps ending soon, everything stops.
- SIGINT, SIGTERM and SIGHUP stop the services one by one, the last one first. Each has its deadline; then it is killed.
  Asking again, a second or more later, kills what is left.
- Services live in sessions of their own, so that Ctrl-C at a terminal reaches only us and the order is kept.
- When we are killed, the kernel tells every service to stop: see `leash`.
"""

from __future__ import annotations

import contextlib
import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from signal import Signals

from attrs import define, field, frozen

from plutopixie.domain.errors import PlutoPixieError, WorldError
from plutopixie.entrypoints import leash
from plutopixie.entrypoints.mailbox import Mailbox

_POLL = 0.05
_IDLE = 5.0


class ServiceFailedError(WorldError):
    """A part of PlutoPixie does not run; what it printed says why."""

    code = "service-failed"

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"The {name} {problem} What it printed above says why.")


@frozen
class Verdict:
    """What follows from a death: how many quick ones there were in a row, and when to try again, if at all."""

    quick_deaths: int
    delay: float | None


@frozen
class RestartPolicy:
    """When to start a service again that ended by itself.

    Attributes:
        steady_after: after so many seconds a death is no longer a quick one, and counting begins anew.
        first_delay: seconds before the first restart; each quick death doubles them.
        longest_delay: they grow no further than this.
        most_quick_deaths: one more than these in a row, and the service is given up.
    """

    steady_after: float = 20.0
    first_delay: float = 0.5
    longest_delay: float = 30.0
    most_quick_deaths: int = 6

    def judge(self, lived: float, quick_deaths: int) -> Verdict:
        """Decide about a service that lived so many seconds, after so many quick deaths in a row."""
        if lived >= self.steady_after:
            return Verdict(0, self.first_delay)
        if quick_deaths >= self.most_quick_deaths:
            return Verdict(quick_deaths + 1, None)
        return Verdict(quick_deaths + 1, min(self.first_delay * 2**quick_deaths, self.longest_delay))


def _at_once() -> bool:
    return True


@frozen
class Service:
    """One program to run.

    Attributes:
        name: what to call it, as in "the web server".
        start: starts it as the leader of a session of its own.
        is_ready: whether those after it may start; asked again and again, so it must be quick.
        ready_within: seconds it may take until then.
        stop_signal: what asks it to stop.
        stop_within: seconds it may take to do so.
    """

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    is_ready: Callable[[], bool] = _at_once
    ready_within: float = 60.0
    stop_signal: Signals = Signals.SIGTERM
    stop_within: float = 15.0


def command(
    argv: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    when_we_die: Signals = Signals.SIGTERM,
    inherited: Sequence[int] = (),
) -> Callable[[], subprocess.Popen[bytes]]:
    """How to start a command as a service: its output goes where ours goes, and it is signalled when we die.

    Args:
        argv: the command and its arguments.
        environment: its environment; ours unless given.
        when_we_die: the signal that it gets from the kernel then.
        inherited: file descriptors that it keeps open.
    """

    def start() -> subprocess.Popen[bytes]:
        head = [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), str(int(when_we_die))]
        return subprocess.Popen(
            [*head, *argv], stdin=subprocess.DEVNULL, env=environment, start_new_session=True, pass_fds=inherited
        )

    return start


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Whoever answers can't send us elsewhere."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def answers(url: str, certificate: Path | None = None) -> Callable[[], bool]:
    """A readiness check: whether a local address answers with success; over HTTPS, with that certificate alone."""
    # Without a proxy handler of its own, the opener would obey the environment's proxies.
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({}), _NoRedirects()]
    if certificate is not None:
        context = ssl.create_default_context(cafile=str(certificate))
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # the certificate itself is what is trusted
        context.check_hostname = False  # it is for the public name, and asked here by the address of this machine
        handlers.append(urllib.request.HTTPSHandler(context=context))
    opener = urllib.request.build_opener(*handlers)

    def check() -> bool:
        try:
            with opener.open(url, timeout=1.0):
                return True
        except (OSError, urllib.error.URLError):
            return False

    return check


@define
class _Child:
    service: Service
    process: subprocess.Popen[bytes]
    since: float
    quick_deaths: int = 0
    restart_at: float | None = None

    def is_alive(self) -> bool:
        return self.process.poll() is None


@frozen
class Supervisor:
    """Runs services until it is asked to stop. It belongs in the main thread of a program that has no other.

    Attributes:
        services: in the order they start.
        say: told what happens, in one line each.
        policy: when to start again what ended by itself.
    """

    services: Sequence[Service]
    say: Callable[[str], None]
    policy: RestartPolicy = field(factory=RestartPolicy)

    def run(self) -> int:
        """Start everything, watch over it, and stop it when asked.

        Returns:
            The exit status: 0 after an orderly stop, 1 when a service had to be killed.

        Raises:
            ServiceFailedError: if a service does not become ready, or ends again and again; all are stopped then.
            PlutoPixieError: if a service can't even be started; all are stopped then.
        """
        children: list[_Child] = []
        orderly = True
        with Mailbox() as mailbox:
            try:
                if self._start(children, mailbox):
                    self._watch(children, mailbox)
            finally:
                orderly = self._stop(children, mailbox)
        return 0 if orderly else 1

    def _start(self, children: list[_Child], mailbox: Mailbox) -> bool:
        """Start all in order; False when a stop was asked for meanwhile."""
        for service in self.services:
            self.say(f"Starting the {service.name}.")
            child = _Child(service, service.start(), time.monotonic())
            children.append(child)
            if not self._becomes_ready(child, mailbox):
                return False
        self.say("Everything runs.")
        return True

    def _becomes_ready(self, child: _Child, mailbox: Mailbox) -> bool:
        service = child.service
        until = time.monotonic() + service.ready_within
        while not mailbox.stop_asked():
            # The check may be answered by somebody else, so it counts only while the child lives.
            ready = service.is_ready()
            if not child.is_alive():
                raise ServiceFailedError(service.name, f"{_end_of(child.process)} before it was ready.")
            if ready:
                return True
            if time.monotonic() > until:
                raise ServiceFailedError(service.name, f"was not ready after {service.ready_within:g} seconds.")
            mailbox.wait(_POLL)
        return False

    def _watch(self, children: list[_Child], mailbox: Mailbox) -> None:
        while not mailbox.stop_asked():
            for child in children:
                if child.restart_at is not None:
                    self._restart_when_due(child)
                elif not child.is_alive():
                    self._judge(child, _end_of(child.process))
            due = [child.restart_at - time.monotonic() for child in children if child.restart_at is not None]
            mailbox.wait(max(0.0, min([_IDLE, *due])))

    def _judge(self, child: _Child, end: str) -> None:
        _kill_group(child.process)  # what it started itself must not outlive it
        now = time.monotonic()
        verdict = self.policy.judge(now - child.since, child.quick_deaths)
        child.quick_deaths = verdict.quick_deaths
        if verdict.delay is None:
            raise ServiceFailedError(child.service.name, f"{end}, {verdict.quick_deaths} times in a row.")
        self.say(f"The {child.service.name} {end}. Starting it again in {verdict.delay:g} seconds.")
        child.restart_at = now + verdict.delay

    def _restart_when_due(self, child: _Child) -> None:
        if child.restart_at is None or time.monotonic() < child.restart_at:
            return
        child.restart_at = None
        child.since = time.monotonic()
        try:
            child.process = child.service.start()
        except PlutoPixieError as error:
            self._judge(child, f"can't be started ({error.code})")

    def _stop(self, children: list[_Child], mailbox: Mailbox) -> bool:
        """Stop all, the last one first; whether every one kept its deadline."""
        late = [child for child in reversed(children) if not self._stop_one(child, mailbox)]
        return not late

    def _stop_one(self, child: _Child, mailbox: Mailbox) -> bool:
        if not child.is_alive():
            _kill_group(child.process)
            return True
        self.say(f"Stopping the {child.service.name}.")
        child.process.send_signal(child.service.stop_signal)
        until = time.monotonic() + child.service.stop_within
        while child.is_alive() and time.monotonic() < until and not mailbox.asked_again():
            mailbox.wait(_POLL)
        ended = not child.is_alive()
        if not ended:
            self.say(f"The {child.service.name} did not stop in time and is killed.")
        _kill_group(child.process)
        child.process.wait()
        return ended


def _end_of(process: subprocess.Popen[bytes]) -> str:
    status = process.returncode
    return f"was ended by {Signals(-status).name}" if status < 0 else f"ended with status {status}"


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a service and what it started: the group goes by its leader's number, even when the leader is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, Signals.SIGKILL)
