"""The portal's settings as the tests use them: set before anything is read, the same however pytest is called."""

import atexit
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

# Folders of this process alone: workers of pytest-xdist must not share files.
_folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ.update(
    {
        "DEBUG": "True",
        "DEMO": "False",
        "SECRET_KEY": "tests-only-" + "t" * 50,
        "SITE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "MEDIA_ROOT": str(_folder / "media"),
        "STATIC_ROOT": str(_folder / "static"),
        "OUTBOX_LOCK": str(_folder / "outbox.lock"),
        "EMAIL_URL": "memorymail://",
        "REDIS_URL": "",
        "PROVINCE": "14",
    }
)
for _name in ("media", "static"):
    (_folder / _name).mkdir()

from moralprovince.settings import *  # noqa: F403
from moralprovince.settings import DATABASES, STATICFILES_DIRS

# Pages that are looked at fetch axe from where their own scripts come from: a browser then reads it once, not for each page.
AXE = Path(str(importlib.util.find_spec("axe_playwright_python").origin)).with_name("axe.min.js")  # type: ignore[union-attr]
STATICFILES_DIRS = [*STATICFILES_DIRS, ("axe", str(AXE.parent))]

# Each test looks at its own world; copies of public pages are tried by tests of their own.
PUBLIC_PAGES_KEPT = False
PUBLIC_STAMP_SECONDS = 0
# A layout that names a field its form has not is a mistake here; in the portal it is a line in the log.
CRISPY_FAIL_SILENTLY = False
# Tests log in hundreds of people; the strength of the hash is Django's affair.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["TEST"] = {"CHARSET": "UTF8", "TEMPLATE": os.environ.get("TEST_TEMPLATE", "template0")}
