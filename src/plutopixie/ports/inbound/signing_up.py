"""Signing up: a new organization with its owner."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from plutopixie.domain import organization as organizations
from plutopixie.domain import text
from plutopixie.domain.audit import Action, by_member
from plutopixie.domain.catalog import Category
from plutopixie.domain.currencies import currency
from plutopixie.domain.errors import InvalidValueError, KeyReusedError, NotFoundError
from plutopixie.domain.events import MemberJoined
from plutopixie.domain.ids import CategoryId, MemberId, MessageId, OrganizationId
from plutopixie.domain.members import Member, Role, member_name
from plutopixie.domain.one_time_codes import Purpose
from plutopixie.domain.organization import Organization
from plutopixie.domain.origins import UNKNOWN, Origin
from plutopixie.domain.passwords import Password
from plutopixie.domain.throttling import Limit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.choosing_passwords import ChoosingPasswords
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.inbound.issuing_codes import Codes
from plutopixie.ports.inbound.repetition import RequestKey, once
from plutopixie.ports.inbound.second_step import NONE, SecondStep
from plutopixie.ports.inbound.signing_in import SignedIn, SigningIn
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.units import OpenUnit, Unit

#: What a new organization begins with: the kinds of expenses named by IRS Schedule C (Form 1040), part II.
FIRST_CATEGORIES: Final = (
    "Advertising",
    "Car and truck",
    "Contract labor",
    "Insurance",
    "Legal and professional services",
    "Meals",
    "Office expense",
    "Rent or lease",
    "Repairs and maintenance",
    "Supplies",
    "Taxes and licenses",
    "Travel",
    "Utilities",
    "Other expenses",
)


@frozen
class NewOrganization:
    """What signing up asks for. `adult` is the statement of age (P11.1); no birth date is asked or kept."""

    organization_name: str
    name: str
    email: str
    password: str = field(repr=False)
    adult: bool
    accepted_policy: str
    home_currency: str = "USD"
    time_zone: str = "America/New_York"


@frozen
class SigningUp:
    """Founds organizations. `policy_version` is the version of the privacy policy that is in force."""

    open_unit: OpenUnit
    signing_in: SigningIn
    passwords: ChoosingPasswords
    second_step: SecondStep
    codes: Codes
    guard: Guard
    notary: Notary
    clock: Clock
    identities: Identities
    policy_version: str

    def sign_up(self, new: NewOrganization, request: RequestKey | None = None, *, origin: Origin = UNKNOWN) -> SignedIn:
        """Found an organization and sign its owner in.

        Raises:
            InvalidValueError: a field breaks a rule, the statement of age is missing, or another policy was accepted.
            KeyReusedError: the idempotency key was used for another sign-up, or with another password: the key alone
                signs nobody in.
            SecondFactorNeededError: the owner has set up a second factor since the first sending; sign in instead.
            ThrottledError: too many organizations were founded from there.
        """
        require_consent(adult=new.adult, accepted_policy=new.accepted_policy, in_force=self.policy_version)
        organization, owner = self._organization(new, request), self._owner(new)
        words = organization.name, owner.name, owner.email
        self.passwords.require(new.password, "password", *words)
        self.guard.spend_from(Limit.SIGN_UP, origin)
        password_hash = self.passwords.hashed(new.password, "password", *words)
        with self.open_unit(organization.id) as unit:
            founder = _founder(unit)
            if founder is None:
                self._found(unit, organization, owner, password_hash)
                self.notary.note(unit, by_member(owner.id, origin), Action.FOUNDED)
            elif not self.passwords.hasher.verify(Password(new.password), unit.members.password_hash(founder.id)):
                raise KeyReusedError
            else:
                self.second_step.require(unit, founder.id, NONE)
            if request is not None:
                once(unit, (founder or owner).id, request, self.clock.now(), lambda: organization.id)
            return self.signing_in.open_session(unit, unit.organization.get(), founder or owner, origin)

    def _found(self, unit: Unit, organization: Organization, owner: Member, password_hash: str) -> None:
        unit.organization.add(organization)
        unit.members.add(owner, password_hash)
        for name in FIRST_CATEGORIES:
            unit.categories.add(Category(CategoryId(self.identities.new()), name))
        unit.outbox.add(MessageId(self.identities.new()), MemberJoined(owner.id))
        self.codes.issue(unit, organization.id, Purpose.VERIFY_ADDRESS, owner.id, owner.email)

    def _organization(self, new: NewOrganization, request: RequestKey | None) -> Organization:
        return Organization(
            id=self._id(new, request),
            name=organizations.organization_name(new.organization_name),
            home_currency=currency(new.home_currency, "home_currency"),
            time_zone=organizations.time_zone(new.time_zone),
            created_at=self.clock.now(),
        )

    def _id(self, new: NewOrganization, request: RequestKey | None) -> OrganizationId:
        """With a key, the same address founds the same organization: a repetition finds what it founded before."""
        if request is None:
            return OrganizationId(self.identities.new())
        address = text.email_address(new.email, "email")
        return OrganizationId(self.identities.named(f"sign-up {address} {request.key}"))

    def _owner(self, new: NewOrganization) -> Member:
        return Member(
            id=MemberId(self.identities.new()),
            name=member_name(new.name),
            email=text.email_address(new.email, "email"),
            role=Role.OWNER,
            joined_at=self.clock.now(),
            accepted_policy=new.accepted_policy,
        )


def _founder(unit: Unit) -> Member | None:
    """The owner, if the organization was founded already by an earlier sending of the same request."""
    try:
        unit.organization.get()
    except NotFoundError:
        return None
    return next(member for member in unit.members.list() if member.role is Role.OWNER)


def require_consent(*, adult: bool, accepted_policy: str, in_force: str) -> None:
    """Check the statement of age and the accepted policy (P11.1, P12.1); raises InvalidValueError."""
    if adult is not True:
        raise InvalidValueError("adult", "must be true: PlutoPixie is not for people under 18")
    if accepted_policy != in_force:
        raise InvalidValueError("accepted_policy", f"must name the policy in force, {in_force}")
