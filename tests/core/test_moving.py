"""Moving rows while others work on them: what a worker or a person writes at that moment is neither lost nor written over."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from moralprovince.core.errors import Refused
from moralprovince.core.models import Message
from moralprovince.core.moving import Journal, put_back, silence
from moralprovince.core.outbox import Letter, Rules, deliver
from moralprovince.portal.actions.mergers import merge_organisations
from networks.actions.imports import undo_import
from networks.models import ImportRun, Organisation
from pledges.models import FollowUpReport
from tests.factories import OrganisationFactory, administrator_of, officer_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory
from tests.support.races import meanwhile

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RULES = Rules(still_open=lambda m: True, word=lambda m: Letter("ก", "ข"), paused_provinces=set)


def test_what_is_taken_back_is_not_sent_by_a_worker_meanwhile(mailoutbox):
    Message.objects.create(dedupe_key="k", channel="email", address="a@example.org", obligation="report:1")
    cancelling = 'UPDATE "core_message" SET "state" = %s, "reason"'
    with meanwhile(cancelling, lambda: deliver(RULES).sent) as sent, transaction.atomic():
        silence(["report:1"], reason="waived", journal=Journal())
    assert (sent, len(mailoutbox), Message.objects.get().state) == ([0], 0, "cancelled")


def test_a_report_that_is_sent_while_its_pledge_is_set_aside_is_not_written_over():
    keep, drop = OrganisationFactory(), OrganisationFactory()
    PledgeFactory(organisation=keep)
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation=drop, state="declared"), state="draft")
    drafts = FollowUpReport.objects.filter(pk=report.pk, state="draft")
    with meanwhile('UPDATE "pledges_followupreport"', lambda: drafts.update(state="submitted")) as sent:
        merge_organisations(keep=keep, drop=drop, values={}, by=officer_of(keep.province))
    assert (sent, FollowUpReport.objects.get().state) == ([0], "waived")


def test_what_is_changed_while_it_is_put_back_stays_and_is_told():
    body = OrganisationFactory(phone="035111111")
    step = {"table": "networks.Organisation", "keys": [body.pk], "before": {"phone": ""}, "after": {"phone": "035111111"}}
    bodies = Organisation.objects.filter(pk=body.pk)
    changing = meanwhile('UPDATE "networks_organisation"', lambda: bodies.update(phone="035222222"))
    with changing, pytest.raises(Refused), transaction.atomic():
        put_back([step])
    assert Organisation.objects.get().phone == "035222222"


def test_an_entry_that_is_saved_while_its_import_is_taken_back_is_not_written_over():
    body = OrganisationFactory(phone="035222222", version=2)
    run = ImportRun.objects.create(province=body.province, file_name="x", state="applied", applied_at=timezone.now())
    run.changes.create(organisation=body, row=1, created=False, before={"phone": "035111111"}, after={}, version_after=2)
    edited = Organisation.objects.filter(pk=body.pk, version=2)
    with meanwhile('INSERT INTO "networks_organisation"', lambda: edited.update(phone="035333333", version=3)) as saved:
        undo_import(run=run, by=administrator_of(body.province))
    assert (saved, Organisation.objects.get().phone) == ([0], "035111111")
