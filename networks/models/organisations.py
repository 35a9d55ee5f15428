"""Organisations and communities of the register, and the networks they belong to."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.querysets.organisations import OrganisationQuerySet

from .networks import SectorNetwork
from .places import District, Province, Subdistrict


class Organisation(models.Model):
    """One body of the register: an organisation or a community."""

    class Kind(models.TextChoices):
        """The two kinds the programme knows."""

        ORGANISATION = "organisation", _("organisation")
        COMMUNITY = "community", _("community")

    class State(models.TextChoices):
        """Its life in the register."""

        PROPOSED = "proposed", _("proposed")
        ACTIVE = "active", _("active")
        DORMANT = "dormant", _("dormant")
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged", _("merged into another")

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="organisations")
    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.ORGANISATION)
    name = models.CharField(_("name"), max_length=200)
    # Kept by the actions: canonical text compares, the sort key orders, search_text is what the search box looks through.
    name_canonical = models.CharField(max_length=200, editable=False)
    name_sort = models.CharField(max_length=250, editable=False)
    search_text = models.TextField(editable=False, default="")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("parent body")
    )
    # The primary network and the district stand here beside Membership and subdistrict, for fast lists; actions keep both.
    network = models.ForeignKey(
        SectorNetwork, on_delete=models.PROTECT, related_name="primary_organisations", verbose_name=_("network")
    )
    subdistrict = models.ForeignKey(
        Subdistrict, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("subdistrict")
    )
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("district"))
    village_no = models.CharField(_("village number (moo)"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    tax_id = models.CharField(_("tax number"), max_length=13, blank=True)
    members = models.PositiveIntegerField(_("members"), null=True, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    declared_on = models.DateField(_("first declared on"), null=True, blank=True)
    # Reports to its ministry as well; it is told in lists and counted apart, so that nobody counts it twice.
    reports_centrally = models.BooleanField(_("reports centrally"), default=False)
    note = models.TextField(_("remarks"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )
    # Columns a person edited here since the last import: the importer keeps them and says so.
    edited_fields = models.JSONField(default=list, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation or community")
        verbose_name_plural = _("organisations and communities")
        ordering = ["name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "tax_id"],
                condition=~Q(tax_id="") & ~Q(state="merged"),
                name="networks_organisation_tax_id",
            ),
            models.UniqueConstraint(
                fields=["subdistrict", "name_canonical"],
                condition=Q(tax_id="") & ~Q(state="merged"),
                name="networks_organisation_name",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged"),
                name="networks_organisation_merged",
            ),
        ]
        indexes = [
            models.Index(fields=["province", "name_sort", "id"], name="networks_org_list"),
            models.Index(fields=["province", "state", "name_sort", "id"], name="networks_org_state"),
            models.Index(fields=["network", "name_sort", "id"], name="networks_org_network"),
            models.Index(fields=["district", "name_sort", "id"], name="networks_org_district"),
            models.Index(fields=["subdistrict", "name_canonical"], name="networks_org_same_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_left(self) -> bool:
        """Does it take no part in the programme any more: withdrawn, or merged into another entry?"""
        return self.state in (self.State.WITHDRAWN, self.State.MERGED)


class Membership(models.Model):
    """An organisation in a network for a time; one of them is the primary one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    network = models.ForeignKey(SectorNetwork, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    primary = models.BooleanField(_("primary network"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-primary", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(primary=True, until__isnull=True), name="networks_one_primary"
            ),
            models.UniqueConstraint(
                fields=["organisation", "network"], condition=Q(until__isnull=True), name="networks_member_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="networks_membership_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.network_id}"
