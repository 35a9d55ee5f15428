"""Draws the workflows as they stand in the tables, for docs/workflows.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils.translation import override

from assessments.workflow import APPEAL, ASSESSMENT, CERTIFICATE, CRITERIA_SET, SESSION, VISIT
from lessons.workflow import LESSON, STORY
from moralprovince.core.workflow import Step, Workflow
from networks.workflow import ACTION_ITEM, ACTIVITY, MEETING, ORGANISATION
from pledges.workflow import PLEDGE, REPORT, ROUND

WORKFLOWS = (
    ORGANISATION, MEETING, ACTION_ITEM, ACTIVITY, PLEDGE, ROUND, REPORT, ASSESSMENT, CRITERIA_SET, SESSION, CERTIFICATE, APPEAL,
    VISIT, LESSON, STORY,
)  # fmt: skip
HEAD = """# Workflows

Drawn from the tables in the `workflow.py` of each floor by
`manage.py draw_workflows`; a test holds this page to them. A step marked with a pencil asks for a note.
"""


class Command(BaseCommand):
    """`manage.py draw_workflows > docs/workflows.md`."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the page."""
        self.stdout.write(page(), ending="")


def page() -> str:
    """The whole page."""
    with override("en"):
        return "\n".join([HEAD, *(part for workflow in WORKFLOWS for part in chapter(workflow))])


def chapter(workflow: Workflow) -> Iterator[str]:
    """One workflow: its picture, then its steps in words."""
    model = apps.get_model(workflow.model_label)
    yield f"## {str(model._meta.verbose_name).capitalize()}\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from (arrow(step, source) for step in workflow.steps for source in step.sources)
    yield "```\n"
    yield "| step | button | from | to | right asked by | note |\n| --- | --- | --- | --- | --- | --- |"
    yield from (row(step) for step in workflow.steps)
    yield ""


def arrow(step: Step, source: str) -> str:
    """One move."""
    return f"    {source} --> {step.target}: {step.name}{' ✎' if step.note == 'required' else ''}"


def row(step: Step) -> str:
    """One line of the table."""
    who = f"`{step.who.__name__}`"
    return f"| {step.name} | {step.label} | {', '.join(step.sources)} | {step.target} | {who} | {step.note} |"
