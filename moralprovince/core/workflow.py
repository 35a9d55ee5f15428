"""Moves as a table, and the one door that writes `state`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .audit import record
from .errors import NotAllowed, Outpaced, Refused
from .models import User

Predicate = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Step:
    """One move: its name, where it starts and ends, who may take it, and what its button says."""

    name: str
    sources: tuple[str, ...]
    target: str
    who: Predicate
    label: Any
    note: Literal["no", "optional", "required"] = "no"
    style: Literal["primary", "secondary", "warning"] = "secondary"


@dataclass(frozen=True)
class Workflow:
    """All the moves of one model."""

    model_label: str
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step:
        """The step of that name.

        Raises:
            KeyError: there is none.
        """
        return {step.name: step for step in self.steps}[name]

    def possible(self, user: User, obj: models.Model) -> Iterator[Step]:
        """The steps this person can take from the present state: they become buttons."""
        return (step for step in self.steps if obj.state in step.sources and step.who(user, obj))  # type: ignore[attr-defined]

    def move(
        self,
        obj: models.Model,
        name: str | Step,
        *,
        by: User,
        note: str = "",
        set_fields: Mapping[str, Any] | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Take a step: check who, check the state, write it by conditional UPDATE, record it (with other `changes`).

        A step whose target depends on the row is given itself instead of its name.

        Raises:
            NotAllowed: this person may not take this step.
            Refused: the object is in a state the step does not start from, or a required note is missing.
            Outpaced: somebody else moved the object between reading and writing.
        """
        step = self.step(name) if isinstance(name, str) else name
        self.check(step, obj, by, note)
        with transaction.atomic():
            self.write(obj, step, dict(set_fields or {}))
            moved = {"state": [obj._before_state, step.target]}  # type: ignore[attr-defined]
            record(step.name, obj, by=by, note=note, changes={**moved, **(changes or {})})

    @staticmethod
    def check(step: Step, obj: models.Model, by: User, note: str) -> None:
        """Who, from where, and with a note if one is asked."""
        if not step.who(by, obj):
            raise NotAllowed(_("You do not have the right to do this here. Please ask the culture office."))
        if obj.state not in step.sources:  # type: ignore[attr-defined]
            raise Refused(
                _("This cannot be done now: the state is “%(state)s”.") % {"state": obj.get_state_display()}  # type: ignore[attr-defined]
            )
        if step.note == "required" and not note.strip():
            raise Refused(_("Please write a short reason, so that the other side knows what to do."), field="note")

    @staticmethod
    def write_many(objects: Sequence[Any], step: Step, set_fields: Mapping[str, Any]) -> None:
        """The same for many rows of one model by one UPDATE; whoever calls has checked who and from where.

        Raises:
            Outpaced: somebody else moved one of them meanwhile; the caller's transaction takes everything back.
        """
        if not objects:
            return
        keys = [obj.pk for obj in objects]
        rows = type(objects[0])._default_manager.filter(pk__in=keys, state__in=step.sources)
        if rows.update(state=step.target, **set_fields) != len(keys):
            raise Outpaced(_("Somebody else was faster a moment ago. Please look at the page again; nothing was lost."))
        for obj in objects:
            for name, value in {"state": step.target, **set_fields}.items():
                setattr(obj, name, value)

    @staticmethod
    def write(obj: models.Model, step: Step, set_fields: dict[str, Any]) -> None:
        """The only place where `state` is written; the slower of two people is told so."""
        before = obj.state  # type: ignore[attr-defined]
        rows = type(obj)._default_manager.filter(pk=obj.pk, state=before).update(state=step.target, **set_fields)
        if not rows:
            raise Outpaced(_("Somebody else was faster a moment ago. Please look at the page again; nothing was lost."))
        obj._before_state = before  # type: ignore[attr-defined]
        for name, value in {"state": step.target, **set_fields}.items():
            setattr(obj, name, value)
