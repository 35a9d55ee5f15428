"""Care for the register in the small world: an entry like the body's own, and one that became part of it."""

from __future__ import annotations

from dataclasses import dataclass

from moralprovince.core.models import User
from moralprovince.portal.actions.mergers import merge_organisations
from networks.models import ChangeProposal, Merger, Organisation
from tests.factories import OrganisationFactory


@dataclass
class Care:
    """What the office looks after in the register around one body."""

    twin: Organisation
    former: Organisation
    merger: Merger
    proposal: ChangeProposal


def care_of(word: str, body: Organisation, phone: str, person: User, by: User) -> Care:
    """A twin with the same telephone, a former entry, and a change that its contact proposes; all carry its word."""
    given = {"province": body.province, "network": body.network, "subdistrict": body.subdistrict, "phone": phone}
    twin = OrganisationFactory(name=f"สำนักสงฆ์ {word}", **given)
    former = OrganisationFactory(name=f"รายการเดิม {word}", **given)
    merger = merge_organisations(keep=body, drop=former, values={}, by=by)
    body.refresh_from_db()
    changes = {"members": [body.members, 77], "contact_name": [body.contact_name, f"ผู้ติดต่อใหม่ {word}"]}
    proposal = ChangeProposal.objects.create(organisation=body, by=person, changes=changes, note=f"เหตุผล {word}")
    return Care(twin, former, merger, proposal)
