"""Django's migrate, in half the time on an empty database: a model is drawn without all it hangs together with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ModelState, ProjectState, StateApps


@contextmanager
def drawn_alone() -> Iterator[None]:
    """Inside the block a model that a migration adds or changes leaves those as they are drawn that stand already.

    Django draws anew whatever is reached from it over keys, which here is nearly every model, a hundred times over.
    None of them can point to a model that is only just made; with one of which a column changes that is no key (delay), those
    that point to it are drawn. The tables are the same to the letter, and before code that reads through models, all are drawn
    anew (is_delayed).
    """
    whole, reached = ProjectState.add_model, ProjectState._find_reload_model  # type: ignore[attr-defined]

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        key = (model_state.app_label, model_state.name_lower)
        if "apps" not in self.__dict__ or key in self.models:
            whole(self, model_state)
            return
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[attr-defined]
            self.resolve_model_relations(key)
        self.apps.render_multiple([model_state])

    def find(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        if not delay:
            return reached(self, app_label, model_name)
        self.is_delayed = True
        return {(app_label, model_name), *pointing_to(self.apps, app_label, model_name)}

    ProjectState.add_model = add_model  # type: ignore[method-assign]
    ProjectState._find_reload_model = find  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState.add_model = whole  # type: ignore[method-assign]
        ProjectState._find_reload_model = reached  # type: ignore[attr-defined]


def pointing_to(apps: StateApps, app_label: str, model_name: str) -> set[tuple[str, str]]:
    """The models with a key to this one, also those that it has no name for."""
    try:
        fields = apps.get_model(app_label, model_name)._meta.get_fields(include_hidden=True)
    except LookupError:
        return set()
    pointing = [field.related_model._meta for field in fields if field.auto_created and not field.concrete]
    return {(meta.app_label, meta.model_name) for meta in pointing}


class Command(migrate.Command):
    """Same name, same options, same tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate."""
        with drawn_alone():
            super().handle(*args, **options)
