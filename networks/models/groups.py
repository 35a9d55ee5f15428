"""Working groups of a network or of the province, and who sits in them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.querysets.groups import OfGroupQuerySet, WorkingGroupQuerySet

from .networks import SectorNetwork
from .places import Province


class WorkingGroup(models.Model):
    """A group appointed by an order: of one network, or a body of the province."""

    class Kind(models.TextChoices):
        """Of a network, or one of the bodies of the province."""

        NETWORK = "network", _("working group of a network")
        SUBCOMMITTEE = "subcommittee", _("provincial sub-committee")
        ASSESSMENT = "assessment", _("assessment committee")
        EMPOWERMENT = "empowerment", _("empowerment follow-up group")

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="groups", verbose_name=_("province"))
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.NETWORK)
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("network")
    )
    name = models.CharField(_("name"), max_length=250)
    order_number = models.CharField(_("number of the order"), max_length=60, blank=True, help_text=_("For example 123/2564"))
    ordered_on = models.DateField(_("date of the order"), null=True, blank=True)
    order_file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("order")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["province", "kind", "network__order", "-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="network", network__isnull=False) | (~Q(kind="network") & Q(network__isnull=True)),
                name="networks_group_of_whom",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="networks_group_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkingGroupMember(models.Model):
    """One seat in a group for a time; whoever sits there needs no account."""

    class Post(models.TextChoices):
        """In the order in which minutes name them."""

        CHAIR = "chair", _("chair")
        VICE_CHAIR = "vice_chair", _("vice chair")
        MEMBER = "member", _("member")
        SECRETARY = "secretary", _("secretary")
        FACILITATOR = "facilitator", _("process facilitator")

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="members", verbose_name=_("working group"))
    post = models.CharField(_("post"), max_length=15, choices=Post, default=Post.MEMBER)
    # Free text: นาย, ดร., ว่าที่ร้อยตรี, พระครู; monks have no surname.
    title = models.CharField(_("title"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=200)
    name_sort = models.CharField(max_length=250, editable=False, default="")
    position = models.CharField(_("position"), max_length=200, blank=True)
    agency = models.CharField(_("agency"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("account"),
    )
    stands_in_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name=_("stands in for")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OfGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a working group")
        verbose_name_plural = _("members of working groups")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="networks_seat_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.name}"
