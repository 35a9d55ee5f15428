"""Scripts: what a browser would only show when it is too late."""

import re
from pathlib import Path

from django.conf import settings

COMMENT = re.compile(r"//.*")
SHADOWED = re.compile(r"\bform\.(?:method|action|name|target)\b")


def test_scripts_ask_a_form_by_its_attributes_since_a_field_may_bear_their_name():
    """A lesson's form has a field called method: form.method is that field, and the form was sent unguarded."""
    scripts = {path.name: COMMENT.sub("", path.read_text()) for path in Path(settings.BASE_DIR, "static/js").glob("*.js")}
    assert ("portal.js" in scripts, {name for name, words in scripts.items() if SHADOWED.search(words)}) == (True, set())
