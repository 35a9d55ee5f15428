"""Scripts: what a browser would only show when it is too late."""

import re
from pathlib import Path

from django.conf import settings

COMMENT = re.compile(r"//.*")
TOKEN = re.compile(r".*(?:\.value = token|csrfmiddlewaretoken\.value = ).*")
KEEPS = re.compile(r"(localStorage|sessionStorage)\.setItem\(([^,]+),")
SHADOWED = re.compile(r"\bform\.(?:method|action|name|target)\b")


def scripts() -> dict[str, str]:
    """Each script without its comments."""
    return {path.name: COMMENT.sub("", path.read_text()) for path in Path(settings.BASE_DIR, "static/js").glob("*.js")}


def test_scripts_ask_a_form_by_its_attributes_since_a_field_may_bear_their_name():
    """A lesson's form has a field called method: form.method is that field, and the form was sent unguarded."""
    assert ("portal.js" in scripts(), {name for name, words in scripts().items() if SHADOWED.search(words)}) == (True, set())


def test_a_page_that_saves_by_itself_takes_no_fresh_token_of_another_person():
    """With it, what one person had typed was stored in the name of a colleague who had logged in beside it."""
    taken = [(name, line.strip()) for name, words in scripts().items() for line in TOKEN.findall(words)]
    assert taken == [("portal.js", "if (field && token && !isAnothers()) field.value = token[1];")]


def test_what_scripts_keep_in_the_browser_is_no_name_that_outlasts_its_window():
    """Another person may sit down there. Cards wait for a line; what is half typed is dropped after twelve hours."""
    kept = {(name, *found) for name, words in scripts().items() for found in KEEPS.findall(words)}
    assert kept == {
        ("sitting.js", "localStorage", "store"),
        ("sitting.js", "localStorage", "`${store}:half`"),
        ("sitting.js", "sessionStorage", '"sit:name"'),
    }
