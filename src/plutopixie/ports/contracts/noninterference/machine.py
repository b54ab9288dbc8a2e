"""The machine: one trace in two worlds, and whoever is on our side can't tell which of them they are in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from attrs import Factory, define, frozen
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from plutopixie.ports.contracts.noninterference.draws import POLICY
from plutopixie.ports.contracts.noninterference.installation import Done, Installation, MakeInstallation, Shown, Step
from plutopixie.ports.contracts.noninterference.notebook import Notebook
from plutopixie.ports.contracts.noninterference.scene import Dice, Party, Scene
from plutopixie.ports.contracts.noninterference.table import MAKERS, TABLE, Row, Subject
from plutopixie.ports.contracts.noninterference.turns import BEGINNING, WORKER, Turn, Turns
from plutopixie.ports.contracts.samples import fresh_id

#: How many stories Hypothesis tells at once. After the tenth it follows each with five near-copies: too little is new.
SERIES: Final = 10
OURS: Final = "ours"
THEIRS: Final = "theirs"
STEPS: Final = 40

#: 500 stories: two organizations are founded, then 40 things happen. `settings(ORDINARY, max_examples=…)` takes more.
ORDINARY: Final = settings(
    max_examples=500,
    stateful_step_count=STEPS + 1,
    deadline=None,
    derandomize=False,
    phases=[Phase.reuse, Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@define
class Tally:
    """What was tried: whole stories, each once, their steps, and how often each side's were taken and accepted."""

    stories: int = 0
    steps: int = 0
    told: set[int] = Factory(set)
    taken: Counter[tuple[str, str]] = Factory(Counter)
    accepted: Counter[tuple[str, str]] = Factory(Counter)

    def note(self, story: tuple[bytes, ...]) -> None:
        """Count a story, if it is a new one."""
        if hash(story) not in self.told:
            self.told.add(hash(story))
            self.stories += 1
            self.steps += len(story)

    def never_accepted(self, side: str, names: frozenset[str]) -> list[str]:
        """The steps that this side never took with success: nothing was proven of them."""
        return sorted(name for name in names if not self.accepted[side, name])

    def __str__(self) -> str:
        share = sum(self.accepted.values()) / max(sum(self.taken.values()), 1)
        ours = sum(count for (side, _), count in self.taken.items() if side == OURS)
        return f"{self.stories} stories, {self.steps} steps, {ours} of them ours, {share:.0%} accepted"


def prove_noninterference(crowded: MakeInstallation, quiet: MakeInstallation, *, chosen: settings = ORDINARY) -> Tally:
    """Run the machine; raises AssertionError with the shortest story in which others were noticed.

    Args:
        crowded: Makes an installation that both sides use; called once a story.
        quiet: Makes one that our side has for itself. The two share nothing, so that whatever others leave behind in
            the one is missing from the other; what earlier stories left may stay.
        chosen: How many stories of full length are told, and how many steps they have. Hypothesis tries short ones as
            well, which count for nothing.
    """
    tally = Tally()

    class OverBoth(Noninterference):
        def __init__(self) -> None:
            super().__init__(World.of(crowded), World.of(quiet), tally, chosen.stateful_step_count - 1)

    series = settings(chosen, max_examples=min(SERIES, chosen.max_examples))
    while tally.stories < chosen.max_examples:
        before = tally.stories
        run_state_machine_as_test(OverBoth, settings=series)
        assert tally.stories > before, "no story reached its full length"
    return tally


@define
class World:
    """An installation, and its time and ids."""

    turns: Turns
    installation: Installation

    @classmethod
    def of(cls, make: MakeInstallation) -> World:
        """A world over a new installation."""
        turns = Turns(Turn("nobody's", "nobody", 0, BEGINNING))
        return cls(turns, make(turns))

    def carry_out(self, turn: Turn, step: Step) -> Shown:
        """What the step shows in this turn."""
        self.turns.begin(turn)
        return self.installation.carry_out(step)

    def work(self, turn: Turn) -> tuple[Done, ...]:
        """What the worker announces in this turn."""
        self.turns.begin(turn)
        return self.installation.work()


@frozen
class Event:
    """What happens next: a side takes a step, or time passes, or the worker works."""

    side: str
    step: Step | None = None
    passed: timedelta = timedelta()

    def __str__(self) -> str:
        return f"{self.side}: {self.step or self.passed or 'works'}"

    def _repr_pretty_(self, printer: Any, _: object) -> None:
        """One line of a story, for Hypothesis."""
        printer.text(str(self))


_REMEMBERED: Final = 4
_THROWN: Final = st.binary(min_size=48, max_size=48)
_FOCUS: Final = st.sampled_from([None, *Subject])
_FAVOURITES: Final = st.lists(st.sampled_from(sorted(TABLE)), max_size=3, unique=True)


def _events(machine: Any) -> st.SearchStrategy[Event]:
    return _THROWN.map(machine.next_event)


class Noninterference(RuleBasedStateMachine):
    """Our side acts in both worlds, theirs in the crowded one alone. All that ours is shown must be the same."""

    def __init__(self, crowded: World, quiet: World, tally: Tally, length: int) -> None:
        super().__init__()
        self.crowded = crowded
        self.quiet = quiet
        self.tally = tally
        self.story = fresh_id().hex
        shared = tuple(self._address(name) for name in ("ada", "ben", "eva"))
        own, theirs = self._address("ida"), self._address("zoe")
        self.ours = Party(OURS, Notebook(), "violet anchor of ours", (*shared, own), (*shared, own))
        self.theirs = Party(THEIRS, Notebook(), "violet anchor of theirs", (*shared, theirs), (theirs,))
        self.turn = Turn(self.story, "nobody", 0, BEGINNING)
        self.rows = _rows(crowded.installation.takes)
        self.length = length
        self.focus: Subject | None = None
        self.favourites: tuple[Row, ...] = ()
        self.halfway = False
        self.thrown: list[bytes] = []

    @initialize(focus=_FOCUS, favourites=_FAVOURITES, same_address=st.booleans(), company=st.booleans())
    def found(self, focus: Subject | None, favourites: Sequence[str], *, same_address: bool, company: bool) -> None:
        """Each side founds an organization.

        The founders may have one address. They may not be alone, and then the worker wrote to them, and they answered.

        A story may dwell on one subject and on a few kinds of steps, so that both sides do the same more than once.
        """
        self.focus = focus
        self.favourites = tuple(TABLE[name] for name in favourites if name in self.crowded.installation.takes)
        for party, place in ((self.theirs, 0), (self.ours, 0 if same_address else 1)):
            founded = self._take(party, _founding(party, party.addresses[place]))
            self._take(party, Step("list categories", founded.learned.token))
            if company:
                invited = self._take(party, Step("invite", founded.learned.token, said={"role": "admin"}))
                self._take(party, _joining(party, party.addresses[2], invited.learned.invitation))
        if company:
            self._work()
            for party in (self.theirs, self.ours):
                for code in party.notebook.codes[:1]:
                    self._take(party, Step("confirm an address", said={"code": code}))

    @rule(event=st.runner().flatmap(_events))
    def go_on(self, event: Event) -> None:
        """The next thing happens."""
        self.turn = self.turn.after(event.passed, event.side)
        if event.step is not None:
            self._take(self.ours if event.side == OURS else self.theirs, event.step)
        elif event.side == WORKER:
            self._work()

    def _address(self, name: str) -> str:
        return f"{name}-{self.story}@example.com"

    def teardown(self) -> None:
        """In the end the worker works, somebody of ours signs in, and looks at everything."""
        if self.halfway or not self.thrown:
            return
        self._work()
        self._look_around()
        if len(self.thrown) >= self.length:
            self.tally.note(tuple(self.thrown))

    def next_event(self, thrown: bytes) -> Event:
        """What happens next, made of bytes that were drawn."""
        self.thrown.append(thrown)
        dice = Dice(thrown)
        side = _SIDES[dice.below(len(_SIDES))]
        if side == WORKER:
            return Event(side)
        if side == CLOCK:
            return Event(side, passed=_PASSING[dice.below(len(_PASSING))])
        here, elsewhere = (self.ours, self.theirs) if side == OURS else (self.theirs, self.ours)
        scene = Scene(dice, self.turn.moment, here, elsewhere)
        return Event(side, self._again(scene) or self._row(scene).step(scene))

    def _again(self, scene: Scene) -> Step | None:
        """Now and then the next page of a list, or a step that was taken before, word for word."""
        notebook = scene.here.notebook
        if notebook.pages and scene.seldom():
            return scene.latest(notebook.pages, notebook.pages[-1])
        if notebook.taken and scene.seldom():
            return scene.latest(notebook.taken, notebook.taken[-1])
        return None

    def _row(self, scene: Scene) -> Row:
        """The kind of the next step: any, one the story dwells on, or what the other side did lately.

        Whoever has no good token is likely to get one.
        """
        if not scene.here.notebook.tokens and not scene.seldom():
            return TABLE[scene.pick(("refresh", "sign in"))]
        imitated = tuple(TABLE[step.name] for step in scene.elsewhere.notebook.taken[-_REMEMBERED:])
        everything = self.rows[None]
        row = scene.pick(scene.pick((everything, self.rows[self.focus], self.favourites, imitated)) or everything)
        while row.needs and not scene.here.notebook.has(row.needs) and not scene.seldom():
            row = TABLE[MAKERS[row.needs]]
        return row

    def _take(self, party: Party, step: Step) -> Shown:
        self.halfway = True
        self.turn = self.turn.after(timedelta(), party.name)
        shown = self.crowded.carry_out(self.turn, step)
        if party is self.ours:
            _compare(step, shown, self.quiet.carry_out(self.turn, step))
        party.notebook.note(step, shown)
        self.tally.taken[party.name, step.name] += 1
        self.tally.accepted[party.name, step.name] += shown.accepted
        self.halfway = False
        return shown

    def _work(self) -> None:
        """The worker serves everybody; what it announces to our side is the same, in the same order."""
        self.halfway = True
        self.turn = self.turn.after(timedelta(), WORKER)
        own = frozenset(self.ours.notebook.ids("organizations"))
        crowded, quiet = self.crowded.work(self.turn), self.quiet.work(self.turn)
        kept, alone = (tuple(one for one in both if one.organization in own) for both in (crowded, quiet))
        if kept != alone:
            note(f"the worker did {kept}\nalone {alone}")
            raise AssertionError("others were noticed in what the worker announced or sent")
        for party in (self.ours, self.theirs):
            party.notebook.receive(crowded)
        self.halfway = False

    def _look_around(self) -> None:
        """Everybody signs in, the founder last, who then looks at everything of theirs and tries the others' things."""
        notebook = self.ours.notebook
        for said in {str(person): person for person in reversed(notebook.people)}.values():
            self._take(self.ours, Step("sign in", said=said))
        token = notebook.tokens[-1] if notebook.tokens else None
        for name in dict.fromkeys(row.name for row in self.rows[None]):
            for step in _looks(TABLE[name], token, self.theirs):
                self._take(self.ours, step)


def _looks(row: Row, token: str | None, others: Party) -> Iterator[Step]:
    yield from (Step(row.name, token, said=said) for said in row.looks)
    if row.peeks:
        yield from (Step(row.name, token, about=id_) for id_ in others.notebook.ids(row.needs)[-1:])


def _compare(step: Step, crowded: Shown, quiet: Shown) -> None:
    if crowded.answer != quiet.answer:
        note(f"{step}\nshows {crowded.answer}\nalone {quiet.answer}")
        raise AssertionError(f"others were noticed when we took the step '{step.name}'")


CLOCK: Final = "the clock"
_SIDES: Final = (OURS,) * 9 + (THEIRS,) * 9 + (WORKER,) * 3 + (CLOCK,)
#: Long enough for nothing, for an access token to expire, for an invitation to expire.
_PASSING: Final = (*(timedelta(minutes=1),) * 2, timedelta(minutes=16), timedelta(days=8))


def _rows(takes: frozenset[str]) -> dict[Subject | None, tuple[Row, ...]]:
    """The rows to draw from, by subject and all together, each as often as its weight says."""
    known = [row for row in TABLE.values() if row.name in takes for _ in range(row.weight)]
    return {None: tuple(known)} | {
        subject: tuple(row for row in known if row.subject is subject) for subject in Subject
    }


def _founding(party: Party, email: str) -> Step:
    said = {"organization_name": "North", "home_currency": "USD", **_person(party, email)}
    return Step("sign up", said=said)


def _joining(party: Party, email: str, invitation: str | None) -> Step:
    return Step("join", said={"invitation": invitation or "", **_person(party, email)})


def _person(party: Party, email: str) -> dict[str, object]:
    consent = {"adult": True, "accepted_policy": POLICY}
    return {"name": "Ada Example", "email": email, "password": party.password, **consent}
