"""What an administrator writes into the environment: taken as it is meant, or refused with a sentence that names it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from moralprovince.core import environment

HERE = Path("here")
READ = {
    "PROVINCE": environment.province, "SITE_URL": environment.site_url, "ALLOWED_HOSTS": environment.hosts,
    "REDIS_URL": environment.broker, "DEFAULT_FROM_EMAIL": environment.sender, "LOG_LEVEL": environment.log_level,
    "EMAIL_URL": environment.mail, "DATABASE_URL": lambda: environment.database(HERE),
    "DEBUG": lambda: environment.strict_bool("DEBUG", False),
    "STATIC_BUILD": lambda: environment.made_folder("STATIC_BUILD", HERE),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("PROVINCE", "52", "52"),
        ("SITE_URL", "https://portal.example.go.th/", "https://portal.example.go.th"),
        ("ALLOWED_HOSTS", "a.example, b.example", ["a.example", "b.example"]),
        ("REDIS_URL", "", ""),
        ("REDIS_URL", "redis://:x@127.0.0.1:6379/0", "redis://:x@127.0.0.1:6379/0"),
        ("DEFAULT_FROM_EMAIL", "สำนักงาน <a@b.go.th>", "สำนักงาน <a@b.go.th>"),
        ("LOG_LEVEL", "INFO", "INFO"),
    ],
)
def test_what_is_right_is_taken(monkeypatch, name, written, read):
    monkeypatch.setenv(name, written)
    assert READ[name]() == read


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("PROVINCE", "Lampang"),
        ("SITE_URL", "portal.example.go.th"),
        ("SITE_URL", "https://portal.example.go.th/portal/"),
        ("ALLOWED_HOSTS", "https://portal.example.go.th"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("DEFAULT_FROM_EMAIL", "portal"),
        ("LOG_LEVEL", "warn"),
        ("DEBUG", "flase"),
        ("STATIC_BUILD", "/dev/null/static"),
        ("EMAIL_URL", "smpt://mail.example.go.th"),
        ("DATABASE_URL", "mysql://portal@127.0.0.1/portal"),
        ("DATABASE_URL", "portal"),
        ("DATABASE_URL", "postgres://portal:se#c/ret@127.0.0.1:5432/portal"),
    ],
)
def test_what_is_wrong_is_named_and_no_password_is_repeated(monkeypatch, name, written):
    monkeypatch.setenv(name, written)
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} ") as told:
        READ[name]()
    assert re.search("se#c|ret", str(told.value)) is None


@pytest.mark.parametrize(
    "program", [["manage.py", "check"], ["-c", "import moralprovince.wsgi"], ["-m", "moralprovince.celery"]]
)
def test_every_program_of_the_portal_ends_with_that_sentence_alone(program):
    told = subprocess.run(
        [sys.executable, *program], env=os.environ | {"DJANGO_SETTINGS_MODULE": "moralprovince.settings", "DEBUG": "flase"},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode != 0, told.stderr) == (True, "DEBUG is 'flase': it must be True or False\n")


@pytest.mark.parametrize(
    ("written", "broken", "why"),
    [("/dev/null/broker", "/dev/null/broker", "Not a directory"), ("{here}", "{here}/queue", "File exists")],
)
def test_a_broker_whose_folder_cannot_be_made_is_one_sentence_too(tmp_path, written, broken, why):
    (tmp_path / "queue").touch()
    folder, broken = (text.format(here=tmp_path) for text in (written, broken))
    told = subprocess.run(
        [sys.executable, "-m", "moralprovince.celery"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "moralprovince.settings", "DEBUG": "True", "REDIS_URL": "filesystem://",
                          "BROKER_FOLDER": folder},
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (
        3, f"BROKER_FOLDER is '{folder}': it must be a folder that can be made and written into ({broken}: {why}); choose "
        "another one, or let the account that runs the portal write there\n",
    )  # fmt: skip
