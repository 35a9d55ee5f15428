"""Words for the history: what each action is called, and the names and values of the fields it changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from . import thai
from .models import AuditEvent

# Actions and steps of all floors by the name they are recorded under.
ACTIONS: dict[str, Any] = {
    "accept": _("Accepted the report"),
    "accept_invitation": _("Accepted the invitation"),
    "accept_privacy_notice": _("Read the privacy notice"),
    "activate": _("Accepted the pledge"),
    "add_evidence": _("Added evidence"),
    "add_group": _("Appointed the group"),
    "add_member": _("Seated in the group"),
    "add_network": _("Added the network"),
    "add_organisation": _("Added to the register"),
    "add_rung": _("Added a reminder"),
    "add_year": _("Added the year"),
    "apply_import": _("Took the workbook into the register"),
    "attach_order": _("Attached the order"),
    "attach_signed_file": _("Attached the signed file"),
    "begin_assessment": _("Began the self-assessment"),
    "begin_pledge": _("Began the pledge"),
    "discard_pledge": _("Discarded the draft of a pledge"),
    "cancel_message": _("Took the message back"),
    "change_criteria": _("Changed the criteria"),
    "change_round": _("Changed the round"),
    "choose_columns": _("Said what the columns of the workbook mean"),
    "choose_criteria": _("Chose the criteria of the year"),
    "change_session": _("Changed the session"),
    "choose_outstanding": _("Selected as outstanding"),
    "choose_working_year": _("Chose the working year"),
    "close": _("Closed"),
    "close_account": _("Closed the account"),
    "forget_person": _("Removed the data of the person"),
    "leave_contact": _("Took out the contact, whose data were removed"),
    "confirm": _("Taken into the register"),
    "confirm_arrival": _("Said that it arrived"),
    "copy_commitments": _("Took over last year’s commitments"),
    "declare": _("Declared"),
    "deny_arrival": _("Said that it did not arrive"),
    "discard_import": _("Discarded the workbook"),
    "edit_group": _("Changed the group"),
    "edit_member": _("Changed a seat"),
    "edit_network": _("Changed the network"),
    "edit_office": _("Changed the data of the office"),
    "edit_organisation": _("Changed the details"),
    "edit_person": _("Changed name or telephone"),
    "edit_rung": _("Changed a reminder"),
    "edit_year": _("Changed the year"),
    "end": _("Ended"),
    "end_seat": _("Ended a seat"),
    "end_grant": _("Ended a role"),
    "export_figures": _("Took the de-identified file"),
    "extend_report": _("Gave more time"),
    "first_declared": _("Declared for the first time"),
    "forget_second_factor": _("Took the second step away"),
    "freeze_summary": _("Froze the figures"),
    "grant_role": _("Gave a role"),
    "import_criteria": _("Took the workbook into the criteria"),
    "make_version": _("Made a version to change"),
    "retire": _("Offered no longer"),
    "hand_over": _("Handed the work over"),
    "hasten_message": _("Sent it at once"),
    "import_organisation": _("Added from a workbook"),
    "invite": _("Invited"),
    "let_go": _("Removed personal data that were kept long enough"),
    "lift": _("Required again"),
    "make_password_link": _("Made a link for a new password"),
    "move_to_network": _("Moved to another network"),
    "report_centrally": _("Marked as reporting centrally"),
    "report_here": _("Reports here again"),
    "propose_change": _("Proposed a change"),
    "withdraw_proposal": _("Took a proposed change back"),
    "merge": _("Took in another entry of the same body"),
    "merged_into": _("Became part of another entry"),
    "turn_year": _("Turned the year"),
    "undo_turn": _("Undid the turn of the year"),
    "undo_merge": _("Put two merged entries apart again"),
    "unmerge": _("Put two merged entries apart again"),
    "decide": _("Decided on the proposed changes"),
    "note_apart": _("Found to be another body than its likeness"),
    "merge_network": _("Merged the network into another one"),
    "note_call": _("Noted a call"),
    "note_conflict": _("Noted who stood back"),
    "open": _("Opened"),
    "pass_on_text": _("Passed the text on"),
    "pause_mail": _("Paused outgoing mail"),
    "plan_round": _("Planned the round"),
    "plan_session": _("Planned the session"),
    "put_on_agenda": _("Put cases on the agenda"),
    "readmit": _("Taken back into the register"),
    "receive_import": _("Chose a workbook to import"),
    "refuse_file": _("The workbook could not be read"),
    "remove_evidence": _("Removed evidence"),
    "remove_member": _("Took a seat out"),
    "remove_office": _("Took an unused office away"),
    "remove_rung": _("Took a reminder out"),
    "renew_invitation": _("Made a new link"),
    "rename_network": _("Renamed the network"),
    "reopen": _("Opened again"),
    "reorder_agenda": _("Changed the order of the agenda"),
    "reopen_account": _("Opened the account again"),
    "request_job": _("Asked for a long job"),
    "resend_message": _("Sent it again"),
    "rest": _("Marked as dormant"),
    "resume_mail": _("Let mail go out again"),
    "return": _("Returned for completion"),
    "begin_review": _("Began the review"),
    "assign": _("Gave it to assessors"),
    "release": _("Took it back from an assessor"),
    "score": _("Saved scores as an assessor"),
    "finish": _("Finished as an assessor"),
    "ask": _("Asked a question"),
    "answer": _("Answered a question"),
    "committee_scores": _("Saved the committee’s scores"),
    "declare_conflict": _("Noted a conflict of interest"),
    "lift_conflict": _("Lifted a conflict of interest"),
    "recommend": _("Recommended a level"),
    "reconsider": _("Took up the review again"),
    "certify": _("Certified the result"),
    "send_up": _("Sent to the Department of Religious Affairs"),
    "announce": _("Announced"),
    "review_again": _("Taken up again after an appeal"),
    "issue_certificate": _("Issued the certificate"),
    "replace": _("Replaced by a new one"),
    "revoke": _("Revoked"),
    "file_appeal": _("Appealed"),
    "take_up": _("Gave it to another assessor"),
    "look_again": _("Looked at the items again"),
    "grant": _("Granted the appeal"),
    "dismiss": _("Left the result as it was"),
    "set_calendar": _("Set the days of the assessment"),
    "retire_network": _("Retired the network"),
    "revoke_invitation": _("Withdrew the invitation"),
    "save_pledge": _("Saved the pledge"),
    "save_report": _("Saved the report"),
    "save_scores": _("Saved the self-assessment"),
    "split_network": _("Split the network"),
    "submit": _("Sent the report"),
    "switch_ladder": _("Switched the reminders on or off"),
    "take_over": _("Took the work over"),
    "take_conflict_back": _("Took the note of who stood back out"),
    "take_off_agenda": _("Took a case off the agenda"),
    "take_outstanding_back": _("Took the selection as outstanding back"),
    "undo_import": _("Undid the import"),
    "update_by_import": _("Changed by a workbook"),
    "use_evidence": _("Used evidence of a report"),
    "waive": _("Not required"),
    "wake": _("Active again"),
    "withdraw": _("Withdrawn from the programme"),
    "plan_meeting": _("Planned the meeting"),
    "hold": _("The meeting was held"),
    "unhold": _("Set back to planned"),
    "cancel": _("Cancelled"),
    "done": _("Done"),
    "drop": _("No longer needed"),
    "change_meeting": _("Changed the meeting"),
    "add_agenda_item": _("Put an item on the agenda"),
    "change_agenda_item": _("Changed an item of the agenda"),
    "remove_agenda_item": _("Took an item off the agenda"),
    "write_letter": _("Numbered the letter of invitation"),
    "send_invitation": _("Sent the invitation"),
    "mark_attendance": _("Marked who came"),
    "add_other": _("Added somebody who attended"),
    "remove_other": _("Took somebody out of the list"),
    "open_sign_in": _("Opened signing in"),
    "close_sign_in": _("Closed signing in"),
    "sign_in": _("Signed in"),
    "write_minutes": _("Wrote the minutes"),
    "resolve": _("Wrote a resolution"),
    "change_resolution": _("Changed a resolution"),
    "remove_resolution": _("Took a resolution out"),
    "add_action": _("Gave somebody something to do"),
    "change_action": _("Changed what somebody is to do"),
    "remove_action": _("Took out what somebody was to do"),
    "plan_activity": _("Planned the activity"),
    "change_activity": _("Changed the activity"),
    "record": _("Recorded what took place"),
    "unrecord": _("It did not take place after all"),
    "resume": _("It takes place after all"),
    "add_photo": _("Added a picture"),
    "remove_photo": _("Took a picture out"),
    "add_plan_line": _("Added a line to the plan"),
    "change_plan_line": _("Changed a line of the plan"),
    "remove_plan_line": _("Took a line out of the plan"),
    "add_work": _("Added to the joint work plan"),
    "change_work": _("Changed the joint work plan"),
    "remove_work": _("Took it out of the joint work plan"),
    "finish_work": _("Done"),
    "reopen_work": _("Not done after all"),
    "make_calendar": _("Made a private address of the calendar"),
    "revoke_calendar": _("Revoked a private address of the calendar"),
    "plan_visit": _("Planned the visit"),
    "change_visit": _("Changed the visit"),
    "sign_team": _("Signed for the team"),
    "sign_body": _("Signed for those visited"),
    "sign": _("Both sides have signed"),
    "begin_story": _("Began the story"),
    "change_story": _("Changed the story"),
    "change_consent": _("Noted who agreed to be shown"),
    "finish_agreement": _("Said that it is done"),
    "reopen_agreement": _("Said that it is not done after all"),
    "begin_lesson": _("Began the lesson"),
    "edit_reference": _("Changed its words"),
    "open_sitting": _("Began a session"),
    "close_sitting": _("Closed the session"),
    "take_into_lesson": _("Took cards into the lesson"),
    "write_lesson": _("Wrote the lesson"),
    "propose": _("Proposed to the office"),
    "publish": _("Published"),
    "revise": _("Written anew"),
    "take_back_consent": _("Consent was taken back"),
}
# The same name says something else of another thing.
OF_THINGS = {
    "networks.meeting": {
        "certify": _("Minutes certified"),
        "cancel": _("Cancelled the meeting"),
    },
    "networks.activity": {
        "cancel": _("Cancelled the activity"),
    },
    "lessons.story": {
        "publish": pgettext_lazy("for everybody", "Published"),
        "propose": _("Proposed to the office"),
        "withdraw": _("Taken off the public site"),
        "revise": _("Written anew"),
    },
    "assessments.visit": {
        "cancel": _("Cancelled the visit"),
        "record": _("Recorded the visit"),
        "reopen": _("Opened the record again, to correct it"),
    },
    "lessons.lesson": {
        "publish": pgettext_lazy("for everybody", "Published"),
        "withdraw": _("Taken off the public site"),
    },
    "assessments.assessment": {
        "confirm": _("Confirmed by the national committee"),
        "submit": _("Sent the self-assessment"),
        "withdraw": _("Withdrew the assessment"),
    },
}

# What stands above the changes of an event where they do not explain themselves.
LEADS = {"forget_person": _("From so many rows her data were removed:")}

# Tables of others have names that only a programmer knows.
TABLES = {
    "account.emailaddress": _("addresses to log in with"),
    "mfa.authenticator": _("second steps of logging in"),
    "sessions.session": _("browsers in which she is logged in, or in which words of hers wait"),
}
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Change:
    """One field before and after, in words; a count of rows stands alone, and nothing before it."""

    label: str
    before: str
    after: str


def action_words(event: AuditEvent) -> str:
    """What was done; an action nobody put into words keeps its own name, readable."""
    own = OF_THINGS.get(event.object_type, {}).get(event.action)
    return str(own or ACTIONS.get(event.action) or event.action.replace("_", " "))


def lead_words(event: AuditEvent) -> str:
    """What its changes are, where that has to be said."""
    return str(LEADS.get(event.action, ""))


def action_named(action: str) -> str:
    """An action whatever it was done to, for a choice among actions: all that it can mean."""
    meanings = [ACTIONS.get(action), *(words.get(action) for words in OF_THINGS.values())]
    return " / ".join(dict.fromkeys(str(words) for words in meanings if words)) or action.replace("_", " ")


def actions_named_as(action: str) -> list[str]:
    """It and those that are called the same: one choice for whoever looks for them."""
    known = {*ACTIONS, *chain.from_iterable(OF_THINGS.values()), action}
    return sorted(name for name in known if action_named(name) == action_named(action))


def change_words(event: AuditEvent) -> Iterator[Change]:
    """The changed fields of an event with the names people know them by."""
    model = model_of(event.object_type)
    # What begins so leads to other rows, and is no change.
    for name, pair in ((name, pair) for name, pair in event.changes.items() if not name.startswith("_")):
        field, label = named(model, name)
        names = event.__dict__.get("_names", {})
        if isinstance(pair, list) and len(pair) == 2:
            if all(value in EMPTY for value in pair):
                continue
            yield Change(label, value_words(field, pair[0], names), value_words(field, pair[1], names))
        else:
            yield Change(label, "", value_words(field, pair, names))


def named(model: type[models.Model] | None, name: str) -> tuple[Any, str]:
    """The field a change is about, and what it is called.

    What hangs on the object is named by a path whose links say `app.model.field` or `app.model.field=value`.
    """
    if name.count(".") == 1 and (table := model_of(name)):
        return None, str(TABLES.get(name) or table._meta.verbose_name_plural)
    if name.count(".") < 2:
        return field_of(model, name), field_label(field_of(model, name), name)
    *places, last = name.split("/")
    field = link(last)
    return field, " · ".join([*(place_words(place) for place in places), field_label(field, last.rpartition(".")[2])])


def place_words(place: str) -> str:
    """One link of a path that says where: “item 3”."""
    path, _equals, value = place.partition("=")
    return f"{field_label(link(path), path)} {value_words(link(path), value)}"


def link(path: str) -> Any:
    """The field that a link of a path names; None where it is gone."""
    label, _dot, name = path.rpartition(".")
    return field_of(model_of(label), name)


def with_names(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """Events whose changes name the rows they point at (a network, a subdistrict), in one query for each kind of row."""
    events = list(events)
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for event in events:
        for name, pair in event.changes.items():
            field, _label = named(model_of(event.object_type), name)
            # What was many rows was written down by name.
            if getattr(field, "is_relation", False) and not field.many_to_many and isinstance(pair, list):
                wanted[field.related_model] |= {str(key) for key in pair if key not in (None, "")}
    found = [(model, row) for model, keys in wanted.items() for row in model._default_manager.filter(pk__in=keys)]
    names = {(model, str(row.pk)): str(row) for model, row in found}
    for event in events:
        event.__dict__["_names"] = names
    return events


def model_of(label: str) -> type[models.Model] | None:
    """The model an event is about; None where it is gone."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def field_of(model: type[models.Model] | None, name: str) -> Any:
    """The field of that name; None where it is gone or was never one."""
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def field_label(field: Any, name: str) -> str:
    """The field's name for people."""
    return str(getattr(field, "verbose_name", "") or name.replace("_", " "))


def value_words(field: Any, value: Any, names: Mapping[tuple[Any, str], str] = MappingProxyType({})) -> str:
    """A value as people read it: choices in words, days in the Buddhist era, rows by their names, nothing as a dash."""
    if value in EMPTY:
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return thai.day_long(dt.date.fromisoformat(str(value)[:10]))
    if isinstance(field, models.TimeField):
        return thai.hours(dt.time.fromisoformat(str(value)))
    if getattr(field, "is_relation", False):
        return names.get((field.related_model, str(value)), str(value))
    choices = dict(getattr(field, "flatchoices", None) or ())
    return str(choices.get(value, value))
