"""The page of workflows in the docs is the one the tables draw."""

from pathlib import Path

from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_in_the_docs_is_what_the_tables_say(capsys):
    call_command("draw_workflows")
    assert (ROOT / "docs" / "workflows.md").read_text(encoding="utf-8") == capsys.readouterr().out
