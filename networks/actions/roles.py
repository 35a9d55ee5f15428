"""Gives, lends and takes away roles, and looks after the accounts of people."""

from __future__ import annotations

import datetime as dt

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import cancel_open, in_letter_language, notify
from moralprovince.core.signs import hold_as_shown
from networks.models import Invitation, Organisation, Province, Role, RoleGrant, SectorNetwork
from networks.permissions import can_end_grant, can_give_role, can_help_person, can_manage_people, can_manage_person
from networks.querysets.scope import forget_scope

Scope = Province | SectorNetwork | Organisation | None
KEEPS_PEOPLE = "people.manage"
# Under this name the end of a role that never held keeps the key of its grant, whose row is gone.
WITHDRAWN = "_grant"
# What tells somebody of a new role, under the key of its grant.
ROLE_GIVEN = "role_given"


def place_of(scope: Scope) -> dict[str, Scope]:
    """The column of a grant that a scope belongs into."""
    names = {Province: "province", SectorNetwork: "network", Organisation: "organisation"}
    return {names[type(scope)]: scope} if scope is not None else {}


def province_code(scope: Scope) -> str:
    """The province of a scope."""
    if scope is None:
        return ""
    return scope.pk if isinstance(scope, Province) else scope.province_id


def ensure_fits(role: Role, scope: Scope) -> None:
    """A role is given for the kind of scope it is made for."""
    if next(iter(place_of(scope)), Role.ScopeKind.EVERYWHERE) != role.scope:
        raise Refused(_("This role is given for: %(scope)s. Please choose one.") % {"scope": role.get_scope_display()})


@action
def grant_role(
    *,
    user: User,
    role: Role,
    scope: Scope,
    by: User,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    acting_for: User | None = None,
) -> RoleGrant:
    """Give a person a role from a day on; a lent one names for whom she acts and has a last day.

    Raises:
        NotAllowed: not the giver's to give.
        Refused: it does not fit, or she holds it already.
    """
    ensure_fits(role, scope)
    if not can_manage_people(by, province_code(scope)) or not can_give_role(by, role, province_code(scope)):
        raise NotAllowed(_("You do not have the right to give this role here."))
    starts_on = starts_on or thai.today()
    if ends_on and ends_on < starts_on:
        raise Refused(_("The last day lies before the first day."))
    if acting_for is not None:
        ensure_lendable(acting_for, user, role, scope, ends_on)
    return give(user, role, scope, by, starts_on=starts_on, ends_on=ends_on, acting_for=acting_for)


def ensure_lendable(lender: User, user: User, role: Role, scope: Scope, ends_on: dt.date | None) -> None:
    """Only what somebody holds herself can be lent, to somebody else, until a day."""
    own = RoleGrant.objects.in_force(thai.today()).own().filter(user=lender, role=role, **place_of(scope))
    # Whoever ends it meanwhile waits, and ends what was lent of it as well.
    held = own.select_for_update().first()
    if lender == user or held is None:
        raise Refused(_("Only a role that the other person holds here herself can be lent."))
    if ends_on is None:
        raise Refused(_("A lent role needs a last day."))
    if held.ends_on and ends_on > held.ends_on:
        raise Refused(_("Her own role ends on %(day)s; it cannot be lent longer.") % {"day": thai.day_short(held.ends_on)})


def give(
    user: User, role: Role, scope: Scope, by: User | None, *, starts_on: dt.date, note: str = "", **more: object
) -> RoleGrant:
    """Write the grant, its history and the notice; whoever calls this has checked the right."""
    # Whoever gives her the same, or closes her account, at this moment waits, and finds what was done here.
    if not User.objects.select_for_update(no_key=True).get(pk=user.pk).is_active:
        raise Refused(_("This account is closed."))
    held = RoleGrant.objects.in_force(starts_on).filter(user=user, role=role, **place_of(scope))
    if (held if more.get("acting_for") else held.own()).exists():
        raise Refused(_("%(name)s holds this role here already.") % {"name": user})
    grant = RoleGrant.objects.create(user=user, role=role, starts_on=starts_on, **place_of(scope), **more)
    follow_role(user)
    record("grant_role", grant, by=by, note=note, province=province_code(scope))
    if by is not None and by != user:
        tell_of(grant)
    return grant


def tell_of(grant: RoleGrant) -> None:
    """The person reads in her inbox what she may do from now on."""
    with in_letter_language():
        body = f"{grant.role.title}\n{grant.scope or ''}\n\n{grant.role.sentence}"
    notify(
        to=[grant.user],
        kind=ROLE_GIVEN,
        key=f"grant:{grant.pk}",
        subject=gettext_lazy("You have a new role in the portal"),
        body=body,
        link="/",
        province=province_code(grant.scope),  # type: ignore[arg-type]
    )


@action
def end_grant(*, grant: RoleGrant, by: User, last_day: dt.date | None = None, note: str = "") -> None:
    """Take a role away: from now on, or after a last day; one that never held for a whole day is removed.

    Raises:
        NotAllowed: not the reader's to take, or it is her own administration.
        Refused: it is over already, or the province would be left without an administrator.
    """
    if not can_end_grant(by, grant):
        raise NotAllowed(_("You do not have the right to take this role away."))
    today = thai.today()
    ensure_not_over(grant, today)
    if last_day and last_day < today:
        raise Refused(_("The last day lies in the past. Leave it empty to end the role at once."))
    ensure_administered(grant.user, only=grant)
    take_away(grant, last_day or today - dt.timedelta(days=1), by, note)
    for lent in lent_by(grant).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=last_day or today)):
        take_away(lent, last_day or today - dt.timedelta(days=1), by, note)


def ensure_not_over(grant: RoleGrant, today: dt.date) -> None:
    """It holds, or will, as it stands now: of two who end it or hand it over, the slower one brings nothing back."""
    held = RoleGrant.objects.select_for_update().filter(pk=grant.pk).first()
    if held is None or not held.lasts_on(today):
        raise Refused(_("This role is over already."))
    grant.ends_on = held.ends_on


def lent_by(grant: RoleGrant) -> QuerySet[RoleGrant]:
    """The same role as others hold it for this person: what ends for her ends for them."""
    if grant.acting_for_id:
        return RoleGrant.objects.none()
    same = {name: getattr(grant, f"{name}_id") for name in ("role", "province", "network", "organisation")}
    return RoleGrant.objects.filter(acting_for=grant.user, **same).select_related("user", "network", "organisation")


def take_away(grant: RoleGrant, last_day: dt.date, by: User | None, note: str) -> None:
    """Write the last day and its history; whoever calls this has checked the right."""
    told = {"by": by, "note": note, "province": province_code(grant.scope)}  # type: ignore[arg-type]
    if last_day < grant.starts_on:
        # The row goes; the person stays, and her history leads to what was told of it.
        role = {"networks.rolegrant.role": " · ".join(str(part) for part in (grant.role, grant.scope) if part)}
        record("end_grant", grant.user, changes=role | {WITHDRAWN: grant.pk}, **told)  # type: ignore[arg-type]
        grant.delete()
    else:
        record("end_grant", grant, changes={"ends_on": [str(grant.ends_on or ""), str(last_day)]}, **told)  # type: ignore[arg-type]
        grant.ends_on = last_day
        grant.save(update_fields=["ends_on"])
    close_way_back(grant, by)
    follow_role(grant.user)


def close_way_back(grant: RoleGrant, by: User | None) -> None:
    """An invitation into the same role that she never used would give it to her again: it is withdrawn with it."""
    if grant.acting_for_id:
        return
    same = {"role": grant.role, "email": grant.user.email, **place_of(grant.scope)}  # type: ignore[arg-type]
    for invitation in Invitation.objects.usable(timezone.now()).filter(**same):
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        cancel_open(f"invitation:{invitation.pk}", reason="closed")
        record("revoke_invitation", invitation, by=by)


def ensure_administered(user: User, only: RoleGrant | None = None) -> None:
    """A province never loses its last administrator; who else asks for the same waits until this transaction ends."""
    grants = administration(thai.today()).filter(user=user)
    for grant in grants.filter(pk=only.pk) if only else grants:
        Province.objects.select_for_update(no_key=True).get(pk=grant.province_id)
        others = administration(thai.today()).filter(province=grant.province_id, user__is_active=True, ends_on__isnull=True)
        if not others.exclude(pk=grant.pk).exclude(user=user).exists():
            raise Refused(_("This is the last administrator of the province. Please give the role to somebody else first."))


def administration(day: dt.date) -> QuerySet[RoleGrant]:
    """Grants in force on a day that let their holder look after the people of a province."""
    roles = [role.pk for role in Role.objects.all() if KEEPS_PEOPLE in role.rights]
    return RoleGrant.objects.in_force(day).filter(role__in=roles, province__isnull=False)


def follow_role(user: User) -> None:
    """The administration pages are open to whoever administers a province, now or from a coming day on."""
    forget_scope(user)
    today = thai.today()
    roles = [role.pk for role in Role.objects.all() if KEEPS_PEOPLE in role.rights]
    lasting = user.role_grants.filter(role__in=roles).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    staff = user.is_superuser or lasting.exists()
    if user.is_staff != staff:
        user.is_staff = staff
        user.save(update_fields=["is_staff"])


@action
def close_account(*, person: User, by: User, note: str = "") -> None:
    """Nobody logs in with it any more; what she did stays in the history.

    Raises:
        NotAllowed: not the reader's to close.
        Refused: it is her own, it is closed, or a province would lose its last administrator.
    """
    if not can_manage_person(by, person):
        raise NotAllowed(_("You do not have the right to look after this account."))
    if person == by:
        raise Refused(_("You cannot close your own account. Please ask another administrator."))
    ensure_administered(person)
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Refused(_("This account is closed."))
    person.is_active = False
    forget_scope(person)
    record("close_account", person, by=by, note=note, province=home_of(person))


@action
def reopen_account(*, person: User, by: User) -> None:
    """Let a person in again, with the roles that are still in force."""
    if not can_manage_person(by, person):
        raise NotAllowed(_("You do not have the right to look after this account."))
    ensure_known(person)
    if not User.objects.filter(pk=person.pk, is_active=False, forgotten_at__isnull=True).update(is_active=True):
        raise Refused(_("This account is open already."))
    person.is_active = True
    record("reopen_account", person, by=by, province=home_of(person))


def ensure_known(person: User) -> None:
    """Nothing comes back to an account whose data were removed."""
    if person.forgotten_at:
        raise Refused(_("The data of this person were removed. Please invite her as a new person."))


def home_of(person: User) -> str:
    """The province a person's history belongs to."""
    grant = person.role_grants.select_related("network", "organisation", "province").last()
    return province_code(grant.scope) if grant else ""  # type: ignore[arg-type]


@action
def make_password_link(*, person: User, by: User) -> str:
    """A one-time address where a person sets a new password, to hand over when mail does not reach her."""
    if not can_help_person(by, person):
        raise NotAllowed(_("You do not have the right to look after this account."))
    if not person.is_active:
        raise Refused(_("This account is closed."))
    record("make_password_link", person, by=by, province=home_of(person))
    return password_address(person)


def password_address(person: User) -> str:
    """The address itself: it stops working once used, after three days, and when she logs in before."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    uid, _dash, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


@action
def forget_second_factor(*, person: User, by: User) -> None:
    """A lost telephone: log-in asks for the password alone until she sets up a new one."""
    if not can_manage_person(by, person) or person == by:
        raise NotAllowed(_("You do not have the right to look after this account."))
    removed, _kinds = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise Refused(_("No second step is set up for this account."))
    record("forget_second_factor", person, by=by, province=home_of(person))


PERSON_FIELDS = ("name", "phone")


@action
def edit_person(*, person: User, name: str, phone: str, sign: str, by: User) -> None:
    """Change name and telephone, `sign` is of what was shown: one's own, or those of a person one looks after.

    Raises:
        NotAllowed: not hers.
        Outpaced: somebody else changed them since they were read; nothing was written.
    """
    if person != by and not can_manage_person(by, person):
        raise NotAllowed(_("You do not have the right to look after this account."))
    ensure_known(person)
    if stored := hold_as_shown(person, {"name": name, "phone": phone}, sign):
        before = snapshot(stored, PERSON_FIELDS)
        stored.name, stored.phone = name, phone
        changes = changes_between(before, snapshot(stored, PERSON_FIELDS))
        stored.save(update_fields=list(changes))
        record("edit_person", stored, by=by, changes=changes, province=home_of(stored))
