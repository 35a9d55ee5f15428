"""Activities in the small world: one to come, one that is over, one done with a picture, and the lines of the plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from moralprovince.core.files import give_to
from moralprovince.core.models import StoredFile
from networks.models import Activity, ActivityPhoto, ActivityPlan, Organisation, Province, WorkPlanItem
from tests.factories import ProgrammeYearFactory
from tests.factories_networks_at_work import ActivityFactory, ActivityPlanFactory, WorkPlanItemFactory

OVER, TO_COME = dt.date(2027, 3, 1), dt.date(2027, 5, 1)


@dataclass
class Activities:
    """What the network of a body planned and did."""

    line: ActivityPlan
    unused_line: ActivityPlan
    to_come: Activity
    over: Activity
    done: Activity
    photo: ActivityPhoto


def activities_of(word: str, body: Organisation, picture: StoredFile) -> Activities:
    """All of it; everything carries the word of the body, since another network's coordinator reads none of it."""
    line, unused = (
        ActivityPlanFactory(network=body.network, name=f"{kind} {word}", target_group=f"เยาวชน {word}")
        for kind in ("สมัชชา", "ตลาดนัด")
    )
    given = {"network": body.network, "place": f"ลาน {word}"}
    to_come = ActivityFactory(**given, held_on=TO_COME, name=f"จะจัด {word}", plan=line)
    over = ActivityFactory(**given, held_on=OVER, name=f"จัดแล้ว {word}", plan=line)
    done = ActivityFactory(**given, held_on=OVER, name=f"ปันน้ำใจ {word}", state="done", people=30, result=f"ผล {word}")
    done.organisations.add(body)
    photo = ActivityPhoto.objects.create(activity=done, file=picture, caption=f"ภาพ {word}")
    give_to(picture, photo)
    return Activities(line, unused, to_come, over, done, photo)


def work_of(word: str, province: Province) -> WorkPlanItem:
    """A line of the joint work plan."""
    year = ProgrammeYearFactory(province=province)
    return WorkPlanItemFactory(programme_year=year, what=f"งานร่วม {word}", lead_name=f"หน่วย {word}", note=f"หมายเหตุ {word}")
