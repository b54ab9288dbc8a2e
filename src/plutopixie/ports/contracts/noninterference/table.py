"""The table of steps: one line says what a step is called, how it is drawn, and which use case it is.

To add a step, add a line here, and one to the table of each other way in, such as the HTTP translation of the tests.
What comes of it is compared as it is; `learning` says which ids and secrets in it can be used afterwards.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from attrs import frozen

from plutopixie.domain.ids import (
    ApiKeyId,
    CustomFieldId,
    EntryId,
    ExpenseId,
    InvitationId,
    MemberId,
    ReceiptId,
    SessionId,
    VendorRuleId,
)
from plutopixie.domain.members import Role
from plutopixie.domain.reports import Dimension
from plutopixie.ports.contracts.noninterference import draws
from plutopixie.ports.contracts.noninterference.draws import Draw
from plutopixie.ports.contracts.noninterference.installation import Step
from plutopixie.ports.contracts.noninterference.scene import Scene
from plutopixie.ports.contracts.noninterference.use_cases import (
    UseCases,
    changes,
    custom_field,
    expense_ids,
    new_key,
    order,
    organization,
    period,
    proof,
    request,
    statement,
    thing,
    wanted,
    who,
)
from plutopixie.ports.inbound.members import NewMember
from plutopixie.ports.inbound.signing_up import NewOrganization
from plutopixie.ports.inbound.vendor_rules import NewVendorRule, VendorRuleChanges


class Subject(enum.Enum):
    """What a step is about; stories dwell on one of them."""

    PEOPLE = "people"
    PROOFS = "proofs"
    CATALOG = "catalog"
    EXPENSES = "expenses"
    RECEIPTS = "receipts"


PEOPLE, PROOFS, CATALOG, EXPENSES, RECEIPTS = Subject
_ALL: Final[tuple[Mapping[str, Any], ...]] = ({},)


@frozen
class Row:
    """One kind of step.

    Args:
        name: What it is called.
        subject: What it is about.
        way: The use case.
        draw: What is drawn for it.
        public: Whether nobody needs to be signed in.
        looks: What to state to see everything; every story ends with all of these.
        peeks: Whether it looks at one thing; every story ends with trying this on one of the other side's.
        weight: How often it is taken, beside others of its subject.
        needs: The kind of thing that it is about: whoever knows of none is likely to make one first.
    """

    name: str
    subject: Subject
    way: Callable[[UseCases, Step], object]
    draw: Draw = draws.nothing
    public: bool = False
    looks: tuple[Mapping[str, Any], ...] = ()
    peeks: bool = False
    weight: int = 2
    needs: str = ""

    def step(self, scene: Scene) -> Step:
        """A step of this kind."""
        token = None if self.public else scene.asker()
        return Step(self.name, **{"token": token, **self.draw(scene)})


def _invite(all_: UseCases, step: Step) -> object:
    actor, role = who(all_, step), Role(step.said["role"])
    if "email" in step.said:
        return all_.members.invite_by_mail(actor, role, step.said["email"], request(step))
    return all_.members.invite(actor, role, request(step))


_PEOPLE: Final = (
    Row(
        "sign up",
        PEOPLE,
        lambda all_, step: all_.signing_up.sign_up(NewOrganization(**step.said), request(step)),
        draws.founding,
        public=True,
        weight=1,
    ),
    Row(
        "sign in",
        PEOPLE,
        lambda all_, step: all_.signing_in.sign_in(
            step.said["email"], step.said["password"], organization(step), proof=proof(step)
        ),
        draws.credentials,
        public=True,
    ),
    Row(
        "refresh",
        PEOPLE,
        lambda all_, step: all_.signing_in.refresh(step.said["refresh_token"]),
        draws.refreshing,
        public=True,
    ),
    Row("sign out", PEOPLE, lambda all_, step: all_.signing_in.sign_out(who(all_, step))),
    Row("list sessions", PEOPLE, lambda all_, step: all_.signing_in.sessions(who(all_, step)), looks=_ALL),
    Row(
        "end a session",
        PEOPLE,
        lambda all_, step: all_.signing_in.end(who(all_, step), SessionId(thing(step))),
        draws.about("sessions"),
        needs="sessions",
    ),
    Row("see oneself", PEOPLE, lambda all_, step: all_.own_account.show(who(all_, step)), looks=_ALL),
    Row(
        "correct oneself",
        PEOPLE,
        lambda all_, step: all_.own_account.correct(who(all_, step), **step.said, expected=step.expected),
        draws.own_changes,
    ),
    Row(
        "change one's password",
        PEOPLE,
        lambda all_, step: all_.own_account.change_password(
            who(all_, step), present=step.said["present_password"], new=step.said["new_password"]
        ),
        draws.new_password,
    ),
    Row(
        "leave",
        PEOPLE,
        lambda all_, step: all_.own_account.leave(who(all_, step), password=step.said["password"]),
        draws.leaving,
        needs="members",
    ),
    Row("list members", PEOPLE, lambda all_, step: all_.members.list(who(all_, step)), looks=_ALL),
    Row(
        "see a member",
        PEOPLE,
        lambda all_, step: all_.members.get(who(all_, step), MemberId(thing(step))),
        draws.about("members"),
        needs="members",
        peeks=True,
    ),
    Row(
        "change a role",
        PEOPLE,
        lambda all_, step: all_.members.change_role(
            who(all_, step), MemberId(thing(step)), Role(step.said["role"]), step.expected
        ),
        draws.role,
        needs="members",
        weight=3,
    ),
    Row(
        "hand over",
        PEOPLE,
        lambda all_, step: all_.members.hand_over(who(all_, step), MemberId(thing(step))),
        draws.about("members"),
        needs="members",
    ),
    Row(
        "remove a member",
        PEOPLE,
        lambda all_, step: all_.members.remove(who(all_, step), MemberId(thing(step)), step.expected),
        draws.about("members", versioned=True),
        needs="members",
    ),
    Row(
        "sign a member out",
        PEOPLE,
        lambda all_, step: all_.signing_in.end_all_of(who(all_, step), MemberId(thing(step))),
        draws.about("members"),
        needs="members",
    ),
    Row(
        "invite",
        PEOPLE,
        _invite,
        draws.inviting,
    ),
    Row("list invitations", PEOPLE, lambda all_, step: all_.members.invitations(who(all_, step)), looks=_ALL),
    Row(
        "withdraw an invitation",
        PEOPLE,
        lambda all_, step: all_.members.withdraw(who(all_, step), InvitationId(thing(step))),
        draws.about("invitations"),
        needs="invitations",
    ),
    Row(
        "join",
        PEOPLE,
        lambda all_, step: all_.members.accept(NewMember(**step.said)),
        draws.joining,
        needs="invitations",
        public=True,
        weight=4,
    ),
    Row(
        "read the audit log",
        PEOPLE,
        lambda all_, step: all_.audit_trail.page(
            who(all_, step), None if step.cursor is None else EntryId(step.cursor), step.said.get("limit", 200)
        ),
        draws.limited,
        looks=_ALL,
    ),
    Row("export the audit log", PEOPLE, lambda all_, step: tuple(all_.audit_trail.export(who(all_, step)))),
)


_PROOFS: Final = (
    Row(
        "ask to verify again",
        PROOFS,
        lambda all_, step: all_.confirming.ask_again(who(all_, step)),
    ),
    Row(
        "ask for another address",
        PROOFS,
        lambda all_, step: all_.confirming.ask_for_change(
            who(all_, step), email=step.said["email"], password=step.said["password"]
        ),
        draws.another_address,
    ),
    Row(
        "confirm an address",
        PROOFS,
        lambda all_, step: all_.confirming.confirm_address(step.said["code"]),
        draws.mailed,
        public=True,
        needs="codes",
        weight=4,
    ),
    Row(
        "ask for a new password",
        PROOFS,
        lambda all_, step: all_.confirming.ask_for_reset(step.said["email"]),
        draws.forgotten,
        public=True,
    ),
    Row(
        "choose a new password",
        PROOFS,
        lambda all_, step: all_.confirming.reset_password(step.said["code"], step.said["new_password"]),
        draws.chosen,
        public=True,
        needs="reset codes",
    ),
    Row(
        "prepare a second factor",
        PROOFS,
        lambda all_, step: all_.second_factors.prepare(who(all_, step), step.said["password"]),
        draws.leaving,
    ),
    Row(
        "confirm a second factor",
        PROOFS,
        lambda all_, step: all_.second_factors.confirm(who(all_, step), step.said["code"]),
        draws.confirming,
        needs="devices",
        weight=4,
    ),
    Row(
        "renew recovery codes",
        PROOFS,
        lambda all_, step: all_.second_factors.renew_recovery_codes(
            who(all_, step), step.said["password"], proof(step)
        ),
        draws.proving,
        needs="recovery codes",
    ),
    Row(
        "remove a second factor",
        PROOFS,
        lambda all_, step: all_.second_factors.remove(who(all_, step), step.said["password"], proof(step)),
        draws.proving,
        needs="recovery codes",
    ),
    Row(
        "take a second factor off",
        PROOFS,
        lambda all_, step: all_.second_factors.take_off(who(all_, step), MemberId(thing(step))),
        draws.about("members"),
        needs="members",
    ),
    Row(
        "require second factors",
        PROOFS,
        lambda all_, step: all_.second_factors.require_of_admins(
            who(all_, step), required=step.said["required"], expected=step.expected
        ),
        draws.requiring,
    ),
    Row("list API keys", PROOFS, lambda all_, step: all_.api_keys.list(who(all_, step)), looks=_ALL),
    Row(
        "make an API key",
        PROOFS,
        lambda all_, step: all_.api_keys.issue(who(all_, step), new_key(step), request(step)),
        draws.api_key,
        weight=3,
    ),
    Row(
        "revoke an API key",
        PROOFS,
        lambda all_, step: all_.api_keys.revoke(who(all_, step), ApiKeyId(thing(step))),
        draws.about("api-keys"),
        needs="api-keys",
    ),
)


def _entries(one: str, many: Literal["categories", "brands", "tags"]) -> tuple[Row, ...]:
    """The steps over one of the three books."""
    return (
        Row(f"list {many}", CATALOG, lambda all_, step: getattr(all_, many).list(who(all_, step)), looks=_ALL),
        Row(
            f"see a {one}",
            CATALOG,
            lambda all_, step: getattr(all_, many).get(who(all_, step), thing(step)),
            draws.about(many),
            needs=many,
            weight=1,
            peeks=True,
        ),
        Row(
            f"add a {one}",
            CATALOG,
            lambda all_, step: getattr(all_, many).add(who(all_, step), step.said["name"], request(step)),
            draws.entry,
        ),
        Row(
            f"change a {one}",
            CATALOG,
            lambda all_, step: getattr(all_, many).change(
                who(all_, step), thing(step), **step.said, expected=step.expected
            ),
            draws.entry_changes(many),
            needs=many,
        ),
    )


_CATALOG: Final = (
    Row("see the organization", CATALOG, lambda all_, step: all_.settings.organization(who(all_, step)), looks=_ALL),
    Row(
        "change the organization",
        CATALOG,
        lambda all_, step: all_.settings.change_organization(who(all_, step), **step.said, expected=step.expected),
        draws.settings,
    ),
    *_entries("category", "categories"),
    *_entries("brand", "brands"),
    *_entries("tag", "tags"),
    Row("list custom fields", CATALOG, lambda all_, step: all_.settings.custom_fields(who(all_, step)), looks=_ALL),
    Row(
        "see a custom field",
        CATALOG,
        lambda all_, step: all_.settings.custom_field(who(all_, step), CustomFieldId(thing(step))),
        draws.about("custom-fields"),
        needs="custom-fields",
        weight=1,
        peeks=True,
    ),
    Row(
        "add a custom field",
        CATALOG,
        lambda all_, step: all_.settings.add_custom_field(who(all_, step), custom_field(step), request(step)),
        draws.custom_field,
    ),
    Row(
        "change a custom field",
        CATALOG,
        lambda all_, step: all_.settings.change_custom_field(
            who(all_, step), CustomFieldId(thing(step)), **step.said, expected=step.expected
        ),
        draws.entry_changes("custom-fields"),
        needs="custom-fields",
    ),
)


_VENDOR_RULES: Final = (
    Row("list vendor rules", RECEIPTS, lambda all_, step: all_.vendor_rules.list(who(all_, step)), looks=_ALL),
    Row(
        "export vendor rules",
        RECEIPTS,
        lambda all_, step: all_.vendor_rules.named(who(all_, step)),
        looks=_ALL,
        weight=1,
    ),
    Row(
        "see a vendor rule",
        RECEIPTS,
        lambda all_, step: all_.vendor_rules.get(who(all_, step), VendorRuleId(thing(step))),
        draws.about("vendor-rules"),
        needs="vendor-rules",
        weight=1,
        peeks=True,
    ),
    Row(
        "add a vendor rule",
        RECEIPTS,
        lambda all_, step: all_.vendor_rules.add(who(all_, step), NewVendorRule(**step.said), request(step)),
        draws.vendor_rule,
    ),
    Row(
        "change a vendor rule",
        RECEIPTS,
        lambda all_, step: all_.vendor_rules.change(
            who(all_, step), VendorRuleId(thing(step)), VendorRuleChanges(**step.said), step.expected
        ),
        draws.vendor_rule_changes,
        needs="vendor-rules",
    ),
    Row(
        "forget a vendor rule",
        RECEIPTS,
        lambda all_, step: all_.vendor_rules.remove(who(all_, step), VendorRuleId(thing(step))),
        draws.about("vendor-rules"),
        needs="vendor-rules",
        weight=1,
    ),
)


def _expense(step: Step) -> ExpenseId:
    return ExpenseId(thing(step))


def _exported(all_: UseCases, step: Step) -> object:
    export = all_.expenses.export(who(all_, step), wanted(step), order(step))
    return export.names, tuple(export.rows)


_EXPENSES: Final = (
    Row(
        "record an expense",
        EXPENSES,
        lambda all_, step: all_.expenses.record(
            who(all_, step), statement(dict(step.said)), request(step), draft=step.said.get("draft", False)
        ),
        draws.expense,
        weight=5,
    ),
    Row(
        "import expenses",
        EXPENSES,
        lambda all_, step: all_.expenses.record_many(
            who(all_, step), tuple(map(statement, step.said["expenses"])), request(step)
        ),
        draws.import_,
    ),
    Row(
        "see an expense",
        EXPENSES,
        lambda all_, step: all_.expenses.get(who(all_, step), _expense(step)),
        draws.about("expenses"),
        needs="expenses",
        peeks=True,
    ),
    Row(
        "see an expense's history",
        EXPENSES,
        lambda all_, step: all_.expenses.history(who(all_, step), _expense(step)),
        draws.about("expenses"),
        needs="expenses",
        peeks=True,
    ),
    Row(
        "correct an expense",
        EXPENSES,
        lambda all_, step: all_.expenses.correct(
            who(all_, step), _expense(step), changes(dict(step.said)), step.expected
        ),
        draws.expense_changes,
        needs="expenses",
        weight=3,
    ),
    Row(
        "confirm an expense",
        EXPENSES,
        lambda all_, step: all_.expenses.confirm(who(all_, step), _expense(step), step.expected),
        draws.about("drafts", versioned=True),
        needs="drafts",
        weight=3,
    ),
    Row(
        "delete an expense",
        EXPENSES,
        lambda all_, step: all_.expenses.delete(who(all_, step), _expense(step), step.expected),
        draws.about("expenses", versioned=True),
        needs="expenses",
        weight=3,
    ),
    Row(
        "restore an expense",
        EXPENSES,
        lambda all_, step: all_.expenses.restore(who(all_, step), _expense(step), step.expected),
        draws.about("deleted expenses", versioned=True),
        needs="deleted expenses",
        weight=4,
    ),
    Row(
        "correct expenses",
        EXPENSES,
        lambda all_, step: all_.expenses.correct_many(
            who(all_, step), expense_ids(step), changes(dict(step.said["changes"])), request(step)
        ),
        draws.bulk_changes,
        needs="expenses",
    ),
    Row(
        "delete expenses",
        EXPENSES,
        lambda all_, step: all_.expenses.delete_many(who(all_, step), expense_ids(step), request(step)),
        draws.some_expenses,
        needs="expenses",
    ),
    Row(
        "restore expenses",
        EXPENSES,
        lambda all_, step: all_.expenses.restore_many(who(all_, step), expense_ids(step), request(step)),
        draws.deleted_expenses,
        needs="deleted expenses",
    ),
    Row(
        "list expenses",
        EXPENSES,
        lambda all_, step: all_.expenses.page(
            who(all_, step), wanted(step), order(step), step.cursor, step.said.get("limit", 200)
        ),
        draws.page,
        looks=({"sort": "created", "state": "draft,recorded,deleted,deleted-draft"},),
        weight=4,
    ),
    Row("export expenses", EXPENSES, _exported, draws.query, looks=({"sort": "vendor"},)),
    Row(
        "report",
        EXPENSES,
        lambda all_, step: all_.reports.totals(
            who(all_, step),
            Dimension(step.said["dimension"]),
            period(step),
            comparing=step.said.get("compare", False),
        ),
        draws.report,
        looks=tuple({"dimension": dimension.value} for dimension in Dimension),
        weight=3,
    ),
)


def _receipt(step: Step) -> ReceiptId:
    return ReceiptId(thing(step))


_RECEIPTS: Final = (
    Row(
        "upload a receipt",
        RECEIPTS,
        lambda all_, step: all_.receipts.upload(who(all_, step), step.content, request=request(step)),
        draws.upload,
        weight=6,
    ),
    Row(
        "list receipts",
        RECEIPTS,
        lambda all_, step: all_.receipts.list(
            who(all_, step), None if step.cursor is None else ReceiptId(step.cursor), step.said.get("limit", 200)
        ),
        draws.limited,
        looks=_ALL,
    ),
    Row(
        "see a receipt",
        RECEIPTS,
        lambda all_, step: all_.receipts.get(who(all_, step), _receipt(step)),
        draws.about("receipts"),
        needs="receipts",
        weight=3,
        peeks=True,
    ),
    Row(
        "fetch a receipt's file",
        RECEIPTS,
        lambda all_, step: all_.receipts.file(who(all_, step), _receipt(step)),
        draws.about("receipts"),
        needs="receipts",
        weight=1,
        peeks=True,
    ),
    Row(
        "have a receipt read again",
        RECEIPTS,
        lambda all_, step: all_.receipts.retry(who(all_, step), _receipt(step)),
        draws.about("receipts"),
        needs="receipts",
    ),
    Row(
        "confirm a receipt",
        RECEIPTS,
        lambda all_, step: all_.receipts.confirm(
            who(all_, step), _receipt(step), changes(dict(step.said)), request(step)
        ),
        draws.corrections,
        needs="receipts",
        weight=4,
    ),
)

#: Every kind of step there is, by name.
TABLE: Final = {row.name: row for row in (*_CATALOG, *_EXPENSES, *_RECEIPTS, *_VENDOR_RULES, *_PEOPLE, *_PROOFS)}
#: What makes, or is likely to make, a thing of each kind.
MAKERS: Final = {
    "expenses": "record an expense",
    "receipts": "upload a receipt",
    "categories": "add a category",
    "brands": "add a brand",
    "vendor-rules": "add a vendor rule",
    "tags": "add a tag",
    "custom-fields": "add a custom field",
    "invitations": "invite",
    "members": "join",
    "sessions": "sign in",
    "api-keys": "make an API key",
    "codes": "ask to verify again",
    "reset codes": "ask for a new password",
    "devices": "prepare a second factor",
    "recovery codes": "confirm a second factor",
    "drafts": "record an expense",
    "deleted expenses": "delete an expense",
}
