"""Who is expected at a meeting: the seats of its group on that day."""

from __future__ import annotations

from networks.models import Attendance, Meeting, WorkingGroupMember

INVITED = Attendance.Status.INVITED
# In the order in which minutes name them.
POSTS = [post.value for post in WorkingGroupMember.Post]


def seats_on(meeting: Meeting) -> list[WorkingGroupMember]:
    """The seats taken on the day, chair first."""
    rows = WorkingGroupMember.objects.filter(group=meeting.group_id).in_force(meeting.held_on)
    return sorted(rows, key=lambda one: (POSTS.index(one.post), one.order, one.pk))


def expect_members(meeting: Meeting) -> None:
    """Bring the list in line with the group; whoever was marked already stays as marked."""
    seats = seats_on(meeting)
    known = {one.member_id: one for one in meeting.attendance.filter(member__isnull=False)}
    gone = set(known) - {seat.pk for seat in seats}
    meeting.attendance.filter(member__in=gone, status=INVITED).delete()
    new: list[Attendance] = []
    old: list[Attendance] = []
    for place, seat in enumerate(seats, 1):
        row = known.get(seat.pk) or Attendance(meeting=meeting, member=seat)
        row.name, row.position, row.agency = str(seat)[:260], seat.position, seat.agency
        row.post, row.order = seat.post, place
        (old if row.pk else new).append(row)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(old, ["name", "position", "agency", "post", "order"])
