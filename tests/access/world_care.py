"""Care for the register in the small world: an entry like the body's own, and one that became part of it."""

from __future__ import annotations

from dataclasses import dataclass

from moralprovince.core.models import User
from moralprovince.portal.actions.mergers import merge_organisations
from networks.models import Merger, Organisation
from tests.factories import OrganisationFactory


@dataclass
class Care:
    """What the office looks after in the register around one body."""

    twin: Organisation
    former: Organisation
    merger: Merger


def care_of(word: str, body: Organisation, phone: str, by: User) -> Care:
    """A twin with the same telephone, and a former entry; both carry the word of the body."""
    given = {"province": body.province, "network": body.network, "subdistrict": body.subdistrict, "phone": phone}
    twin = OrganisationFactory(name=f"สำนักสงฆ์ {word}", **given)
    former = OrganisationFactory(name=f"รายการเดิม {word}", **given)
    return Care(twin, former, merge_organisations(keep=body, drop=former, values={}, by=by))
