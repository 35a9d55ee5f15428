"""Backup and restore, the same on every engine: one compressed file of JSON lines per table, the files, and checksums.

A backup is a folder: tables/<label>.jsonl.gz, files/<name>, and manifest.json, which is written last:
a folder without it is no backup. Sessions are left out: people log in anew.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from moralprovince.core.models import Heartbeat
from networks.models import Office

FORMAT = 1
BATCH = 1000
UNFINISHED = "manifest.json.part"
LEFT_OUT = {"sessions.Session"}
# Made by migrate itself; a restore replaces them, so that whatever points at them keeps pointing right.
MADE_BY_MIGRATE = ("auth.Permission", "contenttypes.ContentType")

Model = type[models.Model]


class Unusable(Exception):
    """A backup that cannot be made or used; the sentence says why."""


def tables() -> list[Model]:
    """Every table of the portal and its packages, the hidden ones of many-to-many fields included."""
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and not m._meta.proxy and m._meta.label not in LEFT_OUT]


def columns(model: Model) -> list[models.Field]:
    """The columns that are stored, not computed."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def applied() -> list[str]:
    """The migrations of this database."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


# Backup


def make(folder: Path) -> dict[str, Any]:
    """Write a backup into an empty or new folder; returns its manifest.

    Raises:
        Unusable: the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Unusable(f"{folder} is not empty: give every backup a folder of its own")
    (folder / "tables").mkdir(parents=True)
    folder.chmod(0o700)
    try:
        manifest = write(folder)
    except BaseException:
        # A half backup is none, and on a full disk it would take the room that the next one needs.
        for half in ("tables", "files"):
            shutil.rmtree(folder / half, ignore_errors=True)
        (folder / UNFINISHED).unlink(missing_ok=True)
        raise
    Heartbeat.objects.update_or_create(pk="backup", defaults={"at": timezone.now(), "note": str(folder)[:300]})
    return manifest


def write(folder: Path) -> dict[str, Any]:
    """Tables, files, and the manifest last."""
    names: set[str] = set()
    with one_moment():
        manifest = {"format": FORMAT, "made_at": timezone.now().isoformat(), "migrations": applied()}
        manifest["tables"] = {m._meta.label: dump(m, folder / "tables", names) for m in tables()}
    manifest["files"], manifest["lost_files"] = copy_files(sorted(names), folder / "files")
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    beside = folder / UNFINISHED
    beside.write_text(text, encoding="utf-8")
    beside.rename(folder / "manifest.json")
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """All tables as they are at one moment, while people go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def dump(model: Model, folder: Path, names: set[str]) -> dict[str, Any]:
    """One table, row by row; the names of its files are gathered on the way."""
    fields = columns(model)
    files = [number for number, field in enumerate(fields) if isinstance(field, models.FileField)]
    path, count = folder / f"{model._meta.label}.jsonl.gz", 0
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    with packed(path) as stream:
        stream.write(json.dumps([field.attname for field in fields]) + "\n")
        for row in rows.iterator(chunk_size=BATCH):
            count += 1
            stream.write(json.dumps(row, default=plain, ensure_ascii=False) + "\n")
            names.update(row[number] for number in files if row[number])
    return {"rows": count, "sha256": digest(path)}


@contextmanager
def packed(path: Path) -> Iterator[io.TextIOWrapper]:
    """A compressed text that carries neither name nor moment: the same rows give the same checksum."""
    with (
        open(path, "wb") as raw,
        gzip.GzipFile("", "wb", 5, raw, mtime=0) as squeezed,
        io.TextIOWrapper(squeezed, encoding="utf-8") as stream,
    ):
        yield stream


def plain(value: Any) -> str:
    """Days, moments, amounts, keys as text that their field reads back without loss."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def copy_files(names: list[str], folder: Path) -> tuple[dict[str, str], list[str]]:
    """The files that rows name, with their checksums; a lost one is told, and stops nothing."""
    kept: dict[str, str] = {}
    for name in names:
        if not default_storage.exists(name):
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(name) as source, open(target, "wb") as copy:
            shutil.copyfileobj(source, copy, 1024 * 1024)
        kept[name] = digest(target)
    return kept, [name for name in names if name not in kept]


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# Restore


def restore(folder: Path) -> dict[str, Any]:
    """Bring a backup into an empty database and storage; outgoing mail starts paused. Returns the manifest.

    Raises:
        Unusable: the folder is no whole backup, is of another version, or the database holds something.
    """
    manifest = checked_manifest(folder)
    refuse_if_unfit(manifest)
    bring_files(folder / "files", manifest["files"])
    with transaction.atomic():
        for label in MADE_BY_MIGRATE:
            apps.get_model(label)._base_manager.all().delete()
        for model in tables():
            load(model, folder / "tables" / f"{model._meta.label}.jsonl.gz", manifest["tables"][model._meta.label]["rows"])
        connection.check_constraints()
        for sql in connection.ops.sequence_reset_sql(no_style(), tables()):
            with connection.cursor() as cursor:
                cursor.execute(sql)
        # What was owed when the backup was made may have gone out since: a person looks before anything leaves.
        Office.objects.update(mail_paused=True)
    ContentType.objects.clear_cache()
    return manifest


def checked_manifest(folder: Path) -> dict[str, Any]:
    """The manifest, after every checksum was found right."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Unusable(f"{folder} holds no finished backup: its manifest.json is missing or damaged") from None
    if manifest.get("format") != FORMAT:
        raise Unusable(f"{folder} is a backup in another format ({manifest.get('format')})")
    wanted = {folder / "tables" / f"{label}.jsonl.gz": kept["sha256"] for label, kept in manifest["tables"].items()}
    wanted |= {folder / "files" / name: sha256 for name, sha256 in manifest["files"].items()}
    for path, sha256 in wanted.items():
        if not path.is_file() or digest(path) != sha256:
            raise Unusable(f"{path} is missing or damaged: its checksum is not the one of the manifest")
    return manifest


def refuse_if_unfit(manifest: dict[str, Any]) -> None:
    """Only into an empty database of the same version."""
    filled = [m._meta.label for m in tables() if m._meta.label not in MADE_BY_MIGRATE and m._base_manager.exists()]
    if filled:
        raise Unusable(f"The database is not empty ({', '.join(filled[:3])} hold rows): restore into a new one")
    here = applied()
    other = sorted(set(here) ^ set(manifest["migrations"]))
    if other:
        raise Unusable(f"The backup is of another version of the portal (they differ in {', '.join(other[:3])})")


def load(model: Model, path: Path, expected: int) -> None:
    """One table, batch by batch, values as they were (no default, no automatic moment)."""
    by_name = {field.attname: field for field in columns(model)}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        fields = [by_name[name] for name in json.loads(stream.readline())]
        count, batch = 0, []
        for line in stream:
            count += 1
            values = zip(fields, json.loads(line), strict=True)
            batch.append(model(**{field.attname: read_back(field, value) for field, value in values}))
            if len(batch) == BATCH:
                insert(model, fields, batch)
                batch = []
        insert(model, fields, batch)
    if count != expected:
        raise Unusable(f"{path} has {count} rows, the manifest says {expected}")


def read_back(field: models.Field, value: Any) -> Any:
    """A value of a line as its field wants it."""
    if value is None or isinstance(field, models.JSONField):
        return value
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.to_python(value)


def insert(model: Model, fields: list[models.Field], rows: list[models.Model]) -> None:
    """Raw rows in statements the engine can take."""
    step = connection.ops.bulk_batch_size(fields, rows) or BATCH
    for start in range(0, len(rows), step):
        model._base_manager._insert(rows[start : start + step], fields=fields, using=connection.alias, raw=True)


def bring_files(folder: Path, names: dict[str, str]) -> None:
    """The files back to their places; what a restore that broke off left half written is written anew."""
    for name, sha256 in names.items():
        if default_storage.exists(name):
            if digest(Path(default_storage.path(name))) == sha256:
                continue
            default_storage.delete(name)
        with open(folder / name, "rb") as source:
            default_storage.save(name, source)
