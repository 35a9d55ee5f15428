"""The house stands as drawn: floors point down, every module says what it is for, nothing outgrows its room."""

import ast
import functools
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

from tests.support.engines import BOTH

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["core", "networks", "pledges", "assessments", "lessons", "portal"]
FOLDERS = ["moralprovince", "networks", "pledges", "assessments", "lessons"]
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


@functools.cache
def tree_of(path: Path) -> ast.Module:
    """A module as Python reads it, read once."""
    return ast.parse(path.read_text(encoding="utf-8"))


# What DESIGN names, and the few files that tools need.
TOP = {
    "manage.py", "moralprovince", "networks", "pledges", "assessments", "lessons", "templates", "static", "tests",
    "requirements.txt", "README.md", "portal", "pyproject.toml", "requirements.lock", "requirements-dev.lock", ".ci", "bench",
    "deploy", "docs", "CHANGELOG.md", "LICENSE", ".gitignore",
}  # fmt: skip


@functools.cache
def kept_by_git() -> list[tuple[str, str]]:
    """Mode and path of every file in the index; none where this is no clone, or git is not here."""
    try:
        listed = subprocess.run(["git", "ls-files", "-sz"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [(entry.split()[0], entry.partition("\t")[2]) for entry in filter(None, listed.split("\0"))]


def test_nothing_stands_at_the_top_but_what_belongs_there_and_nothing_leads_out_of_the_house():
    """An environment of one machine, kept as a link, would be in the way of everybody else's."""
    if not kept_by_git():
        pytest.skip("this folder is no clone of git's")
    assert {path.partition("/")[0] for _mode, path in kept_by_git()} == TOP
    assert {mode for mode, _path in kept_by_git()} == {"100644", "100755"}


def height(app_label: str) -> int:
    return FLOORS.index(app_label) if app_label in FLOORS else -1


def own_models():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOORS]


def test_no_foreign_key_points_up():
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model
        and height(field.related_model._meta.app_label) > height(model._meta.app_label)
    ]
    assert upward == []


def test_there_are_models_on_every_floor():
    assert {model._meta.app_label for model in own_models()} == set(FLOORS)


def test_no_floor_uses_a_reverse_accessor_of_a_higher_one():
    """Reverse names of higher floors must not be spelt in a lower floor's code."""
    found = []
    for folder, label in (
        ("moralprovince/core", "core"),
        ("networks", "networks"),
        ("pledges", "pledges"),
        ("assessments", "assessments"),
        ("lessons", "lessons"),
    ):
        names = {
            relation.get_accessor_name()
            for model in own_models()
            if model._meta.app_label == label
            for relation in model._meta.related_objects
            if height(relation.related_model._meta.app_label) > height(label) and not relation.hidden
        }
        own = {
            relation.get_accessor_name()
            for model in own_models()
            for relation in model._meta.related_objects
            if height(relation.related_model._meta.app_label) <= height(label) and not relation.hidden
        }
        pattern = re.compile(rf"\.({'|'.join(sorted(names - own) or ['a^'])})\b(?!\()")
        for path in (ROOT / folder).rglob("*.py"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if pattern.search(line) and not line.lstrip().startswith(("#", "from", "import", '"')):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []


def test_each_module_says_what_it_is_for_and_stays_one_idea():
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in MODULES}
    assert {path: lines for path, text in texts.items() if (lines := len(text.splitlines())) > 400} == {}
    assert [path for path, text in texts.items() if text.strip() and not ast.get_docstring(tree_of(ROOT / path))] == []
    assert len(texts) > 700


def test_functions_are_short():
    long = []
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > 40:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {lines}")
    assert long == []


def test_nobody_connects_a_signal():
    connected = [str(path) for path in MODULES if re.search(r"@receiver|signals? import|\.connect\(", path.read_text())]
    assert [path for path in connected if "outbox" not in path] == []


def test_every_form_is_handed_the_refusal_itself():
    """Of its sentence alone no form knows the box it is about, nor what it leads to."""
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "refuse"
        and any(".sentence" in ast.unparse(given) for given in node.args)
    ]
    assert bare == []


def test_no_filter_of_a_template_reaches_through_what_may_be_missing():
    """Where `a.b` is None, `{{ x|default:a.b.c }}` ends the page, or leaves out the form that it stands in."""
    reaching = re.compile(r"\|\w+:[a-z_]+\.\w+\.\w+")
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert [(page.name, found) for page in pages for found in reaching.findall(page.read_text(encoding="utf-8"))] == []


# What is typed here is a word, a name, a number or a choice, or waits on the telephone (sitting.js).
SHORT = {
    "admin/assessments/criteriaset/overview.html", "assessments/appeals/take_up.html", "assessments/certificates/issue.html",
    "assessments/visits/page.html", "core/resume.html", "lessons/sittings/code.html", "lessons/sittings/sit.html",
    "lessons/sittings/sort.html", "networks/care/merge.html", "networks/meetings/sign_in.html", "networks/people/join.html",
    "networks/people/join_code.html", "portal/office/year_turn.html",
}  # fmt: skip


def posting_forms():
    """Where each form stands that is sent, its tag, and what it holds."""
    form = re.compile(r"(<form\b(?:\{%.*?%\}|\{\{.*?\}\}|[^>{])*>)(.*?)</form>", re.DOTALL)
    for page in sorted((ROOT / "templates").rglob("*.html")):
        for tag, inside in form.findall(page.read_text(encoding="utf-8")):
            if 'method="post"' in tag:
                yield page.relative_to(ROOT / "templates").as_posix(), tag, inside


def test_whoever_leaves_a_form_that_fills_a_page_is_asked_first():
    """Whatever was typed there is in no draft: a press on a link beside it took it away."""
    filling = [(name, tag) for name, tag, _inside in posting_forms() if "form-page" in tag]
    assert [(name, tag) for name, tag in filling if "data-guard" not in tag] == []
    assert len(filling) > 60


def test_whoever_leaves_a_form_with_more_than_a_word_in_it_is_asked_first():
    typing = re.compile(r"\{% crispy|\|crispy|<textarea|<input(?![^>]*type=\"(?:hidden|checkbox|radio|file)\")")
    asked = [(name, tag) for name, tag, inside in posting_forms() if typing.search(inside)]
    silent = {name for name, tag in asked if "data-guard" not in tag and not name.startswith(("account/", "mfa/"))}
    assert silent == SHORT


def test_every_model_read_by_people_has_visible_to():
    """Rows that pages show start from visible_to(user); what hangs on a guarded row may go through it."""
    through_their_owner = {
        "core.User", "core.AuditEvent", "core.Message", "core.Attempt", "core.StoredFile", "core.Draft", "core.Job",
        "core.PublicChange", "core.VisitorDay",
        "core.Heartbeat", "networks.Province", "networks.District", "networks.Subdistrict", "networks.Virtue",
        "networks.Office", "networks.Role", "networks.Membership", "networks.ImportChange", "networks.NetworkName",
        "networks.Succession", "networks.Resolution", "networks.Merger", "networks.NotTheSame",
        "networks.CalendarSubscription", "pledges.Commitment",
        "lessons.Topic", "lessons.Method", "lessons.Question",
        "portal.Ladder", "portal.Rung", "portal.PlanRun", "portal.YearTurn",
        "assessments.AppealItem", "assessments.AssessmentCalendar",
    }  # fmt: skip
    without = {
        model._meta.label
        for model in own_models()
        if not model._meta.auto_created and not hasattr(model._default_manager, "visible_to")
    }
    assert without - through_their_owner == set()


def test_every_test_in_a_browser_says_so():
    """Only then it is skipped where there is none, counted, and run in one pass."""
    silent = [
        path.name for path in (ROOT / "tests" / "browser").glob("test_*.py") if "pytest.mark.browser" not in path.read_text()
    ]
    assert silent == []


def test_every_module_that_runs_on_both_engines_is_there():
    there = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    assert BOTH - there == set()


TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")


def test_every_file_of_the_tour_exists():
    named = set(re.findall(r"`([\w./]+\.(?:py|html|md))`", TOUR))
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []
    assert len(named) > 30


def test_every_name_of_the_tour_stands_in_its_file():
    named = re.findall(r"`([\w./]+\.py)`\s+→\s+`(\w+)`", TOUR)
    gone = [(path, name) for path, name in named if not re.search(rf"(def|class) {name}\b|^{name} = ", text_of(path), re.M)]
    assert gone == []
    assert len(named) > 20


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
