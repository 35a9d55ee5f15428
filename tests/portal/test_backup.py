"""Backup and restore: every row and file comes back, on any engine, and nothing is overwritten or sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from moralprovince.core.models import Heartbeat, StoredFile, User
from moralprovince.portal import backup
from networks.models import Office, Organisation
from tests.factories import OfficeFactory, OrganisationFactory, officer_of
from tests.factories_pledges import CommitmentFactory, EvidenceFactory, FollowUpReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived_office():
    """An office with rows of every sort: Thai, amounts, days, moments, JSON, many-to-many, a file."""
    office = OfficeFactory(mail_paused=False)
    officer_of(office.province, name="นางสมใจ ใจดี", email="somjai@example.org")
    organisation = OrganisationFactory(name="วัดใหญ่ “ชัยมงคล”\n๒๕๖๔")
    report = FollowUpReportFactory(pledge__organisation=organisation, state="accepted")
    CommitmentFactory(pledge=report.pledge)
    EvidenceFactory(report=report)
    key = uuid.uuid4()
    name = default_storage.save(f"files/{key.hex[:2]}/{key.hex}.pdf", ContentFile(b"%PDF-1.7 scan"))
    StoredFile.objects.create(
        id=key, file=name, name="ใบสำคัญ.pdf", content_type="application/pdf", size=13, sha256="0" * 64
    )  # fmt: skip
    return office


def all_rows() -> dict[str, list[tuple]]:
    """Every row of every table; when the last backup was made does not count."""
    found = {}
    for model in backup.tables():
        if model is not Heartbeat:
            names = [field.attname for field in backup.columns(model)]
            found[model._meta.label] = list(model._base_manager.order_by("pk").values_list(*names))
    return found


def empty_everything() -> None:
    """As after migrate."""
    with connection.cursor() as cursor:
        for model in backup.tables():
            if model._meta.label not in backup.MADE_BY_MIGRATE:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
    for file in Path(settings.MEDIA_ROOT).rglob("*.pdf"):
        file.unlink()


def test_every_row_and_file_comes_back_and_mail_is_paused(lived_office, tmp_path, capsys):
    stored = StoredFile.objects.get(name="ใบสำคัญ.pdf")
    before = all_rows()
    call_command("backup", tmp_path / "b")
    empty_everything()
    call_command("restore", tmp_path / "b")
    assert Office.objects.get().mail_paused is True
    Office.objects.update(mail_paused=False)
    assert all_rows() == before
    assert Organisation.objects.count() == 1
    with default_storage.open(stored.file.name) as file:
        assert file.read() == b"%PDF-1.7 scan"
    made, restored = capsys.readouterr().out.splitlines()
    assert made.startswith("rows ") and made.endswith(" files 1")
    assert restored == made


def test_a_restore_after_one_that_was_killed_brings_every_file_whole(lived_office, tmp_path):
    name = StoredFile.objects.get(name="ใบสำคัญ.pdf").file.name
    backup.make(tmp_path / "b")
    empty_everything()
    default_storage.save(name, ContentFile(b"%PDF-1.7"))
    backup.restore(tmp_path / "b")
    with default_storage.open(name) as file:
        assert file.read() == b"%PDF-1.7 scan"


def test_after_a_restore_new_rows_get_new_numbers(lived_office, tmp_path):
    backup.make(tmp_path / "b")
    highest = User.objects.order_by("-pk").first().pk
    empty_everything()
    backup.restore(tmp_path / "b")
    assert User.objects.create_user("new@example.org", name="คนใหม่").pk > highest


def test_a_database_that_holds_something_is_left_alone(lived_office, tmp_path):
    backup.make(tmp_path / "b")
    before = all_rows()
    with pytest.raises(CommandError, match="^The database is not empty"):
        call_command("restore", tmp_path / "b")
    assert all_rows() == before


@pytest.mark.parametrize("which", ["tables/networks.Organisation.jsonl.gz", "files"])
def test_a_damaged_backup_changes_nothing(lived_office, tmp_path, which):
    backup.make(tmp_path / "b")
    path = tmp_path / "b" / which
    path = path if path.is_file() else next(file for file in path.rglob("*") if file.is_file())
    path.write_bytes(path.read_bytes() + b"!")
    empty_everything()
    with pytest.raises(backup.Unusable, match="is missing or damaged: its checksum is not the one of the manifest"):
        backup.restore(tmp_path / "b")
    assert not Organisation.objects.exists()


def test_an_unfinished_backup_is_none(lived_office, tmp_path):
    backup.make(tmp_path / "b")
    (tmp_path / "b" / "manifest.json").unlink()
    empty_everything()
    with pytest.raises(backup.Unusable, match="holds no finished backup"):
        backup.restore(tmp_path / "b")


def test_a_backup_that_breaks_off_gives_its_room_back_and_tells_the_doctor_nothing(lived_office, tmp_path, monkeypatch):
    def full(names, folder):
        folder.mkdir()
        (folder.parent / "manifest.json.part").touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "copy_files", full)
    with pytest.raises(OSError, match="No space left"):
        backup.make(tmp_path / "b")
    assert (list((tmp_path / "b").iterdir()), Heartbeat.objects.count()) == ([], 0)
    monkeypatch.undo()
    assert backup.make(tmp_path / "b")["lost_files"] == []


def test_a_backup_of_another_version_is_refused_by_the_migration_that_differs(lived_office, tmp_path):
    backup.make(tmp_path / "b")
    path = tmp_path / "b" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["migrations"].append("networks.9999_of_next_year")
    path.write_text(json.dumps(manifest))
    empty_everything()
    with pytest.raises(backup.Unusable, match=r"another version of the portal \(they differ in networks\.9999_of_next_year\)"):
        backup.restore(tmp_path / "b")


def test_a_folder_with_something_in_it_is_not_written_to(lived_office, tmp_path):
    (tmp_path / "yesterday").write_text("x")
    with pytest.raises(CommandError, match="is not empty: give every backup a folder of its own"):
        call_command("backup", tmp_path)


def test_a_lost_file_is_told_and_stops_nothing(lived_office, tmp_path, capsys):
    stored = StoredFile.objects.get(name="ใบสำคัญ.pdf")
    default_storage.delete(stored.file.name)
    call_command("backup", tmp_path / "b")
    said = capsys.readouterr()
    assert said.out.endswith("files 0\n")
    assert f"A file that a row names is lost: {stored.file.name}" in said.err


def test_a_backup_leaves_its_sign_for_the_doctor_and_is_for_its_owner_alone(lived_office, tmp_path):
    backup.make(tmp_path / "b")
    assert Heartbeat.objects.get(pk="backup").note == str(tmp_path / "b")
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o700


def manage(url: str, folder: Path, *arguments: object) -> str:
    """A management command in a process of its own, on another database."""
    env = os.environ | {"DATABASE_URL": url, "MEDIA_ROOT": str(folder), "DJANGO_SETTINGS_MODULE": "moralprovince.settings"}
    command = [sys.executable, "manage.py", *map(str, arguments)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.postgres
def test_it_moves_from_postgresql_to_sqlite_and_back(lived_office, tmp_path):
    first = backup.make(tmp_path / "first")
    url = f"sqlite:///{tmp_path}/moved.sqlite3"
    manage(url, tmp_path / "media", "restore", tmp_path / "first")
    manage(url, tmp_path / "media", "backup", tmp_path / "second")
    second = json.loads((tmp_path / "second" / "manifest.json").read_text())
    # Mail is paused now; everything else is the same to the last byte.
    changed = {label for label, table in first["tables"].items() if table != second["tables"][label]}
    assert changed == {"networks.Office"}
    assert first["files"] == second["files"]
    empty_everything()
    call_command("restore", tmp_path / "second")
    assert Organisation.objects.get().name == "วัดใหญ่ “ชัยมงคล”\n๒๕๖๔"
