"""Meetings: the agenda in the official order, who came, what was said and resolved, and what is to be done."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from networks.querysets.meetings import HELD, ActionItemQuerySet, MeetingQuerySet, OfMeetingQuerySet

from .groups import WorkingGroup, WorkingGroupMember
from .networks import SectorNetwork
from .places import Province


class Meeting(models.Model):
    """One meeting of a working group, to which other networks may be invited; numbers run by calendar year."""

    class State(models.TextChoices):
        """From the invitation to minutes that the next meeting has certified."""

        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CERTIFIED = "certified", _("minutes certified")
        CANCELLED = "cancelled", _("cancelled")

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("province"))
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("working group"))
    networks = models.ManyToManyField(
        SectorNetwork, blank=True, related_name="meetings", verbose_name=_("networks invited as well")
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    # Buddhist era, as printed: "ครั้งที่ 1/2564".
    calendar_year = models.PositiveSmallIntegerField(_("calendar year"))
    title = models.CharField(_("what it is about"), max_length=250, blank=True)
    held_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ended_at = models.TimeField(_("ended at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=250, blank=True)
    link = models.URLField(_("link for those who join from afar"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    letter_number = models.CharField(_("letter number"), max_length=60, blank=True)
    letter_on = models.DateField(_("date of the letter"), null=True, blank=True)
    minutes_by = models.CharField(_("who writes the minutes"), max_length=200, blank=True)
    checked_by = models.CharField(_("who checks the minutes"), max_length=200, blank=True)
    certified_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="certifies", verbose_name=_("certified in")
    )
    # Whoever has the QR code of the door can sign in while it is open; a new one ends the old one.
    sign_in_key = models.CharField(max_length=43, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "calendar_year", "number"], name="networks_meeting_number"),
        ]
        indexes = [models.Index(fields=["province", "-held_on", "id"], name="networks_meeting_list")]

    def __str__(self) -> str:
        return f"{self.number}/{self.calendar_year}"

    @property
    def name(self) -> str:
        """As letters and minutes call it: การประชุมคณะทำงาน… ครั้งที่ 1/2564."""
        return gettext("Meeting %(number)s of %(group)s") % {"number": self, "group": self.group}

    @property
    def frozen(self) -> bool:
        """Its minutes were certified, or it was cancelled: nothing of it is changed any more."""
        return self.state in (self.State.CERTIFIED, self.State.CANCELLED)


class AgendaItem(models.Model):
    """One item, in the official order; its text is the minute, written by several people at once."""

    class Section(models.IntegerChoices):
        """The six agenda points of official minutes."""

        NOTICE = 1, _("Notices of the chair")
        CERTIFY = 2, _("Certifying the minutes")
        ARISING = 3, _("Matters arising")
        INFORM = 4, _("For information")
        CONSIDER = 5, _("For consideration")
        OTHER = 6, _("Other business")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    section = models.PositiveSmallIntegerField(_("agenda point"), choices=Section)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("item"), max_length=300)
    text = models.TextField(_("minute"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["section", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """One person at a meeting: invited by her seat, or somebody who came as well."""

    class Status(models.TextChoices):
        """Nobody is absent before the meeting was held."""

        INVITED = "invited", _("invited")
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        REPRESENTED = "represented", _("somebody came on her behalf")
        ATTENDING = "attending", _("attended as well")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(WorkingGroupMember, on_delete=models.PROTECT, null=True, blank=True, related_name="attendance")
    # As the minutes print them: what stood in the register of the group on that day.
    name = models.CharField(_("name"), max_length=260)
    position = models.CharField(_("position"), max_length=200, blank=True)
    agency = models.CharField(_("agency"), max_length=200, blank=True)
    post = models.CharField(_("post"), max_length=15, choices=WorkingGroupMember.Post, blank=True)
    status = models.CharField(_("attendance"), max_length=12, choices=Status, default=Status.INVITED)
    on_behalf = models.CharField(_("who came instead"), max_length=260, blank=True)
    reason = models.CharField(_("why absent"), max_length=200, blank=True)
    signed_in_at = models.DateTimeField(_("signed in at"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], condition=Q(member__isnull=False), name="networks_attendance_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Resolution(models.Model):
    """What was resolved under an item."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="resolutions")
    text = models.TextField(_("resolution"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class ActionItem(models.Model):
    """What somebody is to do after a resolution; it stands under matters arising until it is done."""

    class State(models.TextChoices):
        """Open until somebody says it is done, or that it is no longer needed."""

        OPEN = "open", pgettext_lazy("action item", "open")
        DONE = "done", _("done")
        DROPPED = "dropped", pgettext_lazy("action item", "no longer needed")

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="actions")
    # Beside the resolution, for lists and reminders.
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(_("what is to be done"), max_length=300)
    owner_name = models.CharField(_("who"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="networks_action_due")]

    def __str__(self) -> str:
        return self.what

    @property
    def is_late(self) -> bool:
        """Resolved and still to be done although its day is over (Bangkok days); as `late` of the querysets says it."""
        over = self.state == self.State.OPEN and self.due_on is not None and self.due_on < thai.today()
        return over and self.meeting.state in HELD
