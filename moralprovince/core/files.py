"""Private files: what comes in is known by its content, photos are made anew without what they tell beside the picture."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import re
import struct
import unicodedata
import uuid
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import pillow_heif
import pypdfium2
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .errors import Refused
from .models import StoredFile, User

logger = logging.getLogger(__name__)

pillow_heif.register_heif_opener(thumbnails=False)

LONGEST_SIDE = 2000
# Smaller versions of a picture, by the word that asks for them: in lists, and on a page of the public site.
SIZES = {"small": 320, "web": 1200}
# A picture is refused by what its header says before a single pixel is unpacked.
MOST_PIXELS = 80_000_000
MOST_PAGES = 300
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
ENDINGS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}
# Shown in the browser; everything else is only ever downloaded.
INLINE = frozenset(ENDINGS)
# The first bytes of what is taken, with pillow's name for it.
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
BROKEN_PICTURE = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, ZeroDivisionError)
BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class BadUpload(ValueError):
    """A file that is not taken; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class CheckedFile:
    """An upload as it will be kept: its content made safe, its true type, its name."""

    content: bytes
    content_type: str
    name: str


def store(upload: Any, *, by: User | None, name: str = "") -> StoredFile:
    """Keep an uploaded photo or PDF; until an action gives it an owner only its uploader may open it.

    Raises:
        BadUpload: it is too large, broken, locked, or of a kind that is not taken.
    """
    checked = check(upload)
    return keep(checked.content, by=by, name=name_for(name or checked.name, checked.content_type),
                content_type=checked.content_type)  # fmt: skip


def check(upload: Any) -> CheckedFile:
    """Look at an upload and make it safe; looked at once, however often a form and an action ask.

    Raises:
        BadUpload: as `store`.
    """
    kept = getattr(upload, "_checked_file", None)
    if kept is None:
        kept = look_at(upload)
        with contextlib.suppress(AttributeError):
            upload._checked_file = kept
    return kept


def look_at(upload: Any) -> CheckedFile:
    """Size, kind by content, and the content made anew or looked through."""
    if upload.size > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // (1024 * 1024)
        raise BadUpload(_("The file is larger than %(limit)s MB. Please send a smaller one.") % {"limit": limit})
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    if not content:
        raise BadUpload(_("The file is empty. Please choose it again."))
    kind = kind_of(content)
    if kind == "PDF":
        check_pdf(content)
        return CheckedFile(content, PDF, name_for(upload.name, PDF))
    safe, content_type = picture_anew(content, kind)
    return CheckedFile(safe, content_type, name_for(upload.name, content_type))


def kind_of(content: bytes) -> str:
    """Pillow's name of the format, or "PDF", by the first bytes; endings and browsers are not believed.

    Raises:
        BadUpload: something else, named where it is well known.
    """
    head = content[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return "HEIF"
    if b"%PDF-" in content[:1024] and not head.startswith((b"MZ", b"PK")):
        return "PDF"
    raise BadUpload(sentence_about(head))


def sentence_about(head: bytes) -> str:
    """Why this content is not taken."""
    taken = _("Photos (JPEG, PNG, WebP, HEIC) and PDF are taken.")
    if head.startswith((b"MZ", b"\x7fELF", b"#!")):
        return _("This is a program, not a document, whatever its name says.") + " " + taken
    if head.startswith((b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return _("This is an Office document or a compressed file. Please save it as PDF and send that.") + " " + taken
    return _("This kind of file cannot be taken.") + " " + taken


def check_pdf(content: bytes) -> None:
    """Open it as a reader would.

    Raises:
        BadUpload: it is broken, locked by a password, or endless.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as trouble:
        if "password" in str(trouble).lower() or b"/Encrypt" in content:
            raise BadUpload(_("This PDF is locked by a password. Please save it without one and send it again.")) from trouble
        raise BadUpload(_("This PDF cannot be opened; it may be damaged. Please make it again.")) from trouble
    pages = len(document)
    document.close()
    if not pages:
        raise BadUpload(_("This PDF cannot be opened; it may be damaged. Please make it again."))
    if pages > MOST_PAGES:
        sentence = _("This PDF has more than %(pages)s pages. Please send only those that matter.")
        raise BadUpload(sentence % {"pages": MOST_PAGES})


def picture_anew(content: bytes, kind: str, side: int = LONGEST_SIDE) -> tuple[bytes, str]:
    """Paint the picture again: upright, not larger than needed, and nothing else (no place, no camera, no name).

    Raises:
        BadUpload: it cannot be read, or is larger than any camera's.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadUpload(too_many_pixels())
            picture.draft("RGB", (side, side))
            return encoded(shrunk(picture, side), kind)
    except BOMB as trouble:
        raise BadUpload(too_many_pixels()) from trouble
    except BadUpload:
        raise
    except BROKEN_PICTURE as trouble:
        raise BadUpload(_("This picture cannot be opened; it may be damaged. Please take or choose another one.")) from trouble


def too_many_pixels() -> str:
    """What is said of a picture that would fill the memory."""
    return _("This picture has too many pixels. Please make it smaller and send it again.")


def shrunk(picture: Image.Image, side: int) -> Image.Image:
    """Upright and at most `side` long."""
    picture.load()
    upright = ImageOps.exif_transpose(in_eight_bits(picture))
    upright.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return upright


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """A scan of 65,536 greys as one of 256: made a colour picture as it stands, all but its darkest places would be white."""
    if not picture.mode.startswith("I"):
        return picture
    grey = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    # The grey that shows through is told in the old measure.
    grey.info.pop("transparency", None)
    return grey


def encoded(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    """PNG stays PNG, and what shows through becomes PNG; all else is JPEG. A fresh picture carries no metadata."""
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    as_png = kind == "PNG" or see_through
    plain = picture.convert("RGBA" if see_through else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    buffer = io.BytesIO()
    if as_png:
        bare.save(buffer, "PNG", optimize=True)
        return buffer.getvalue(), PNG
    bare.save(buffer, "JPEG", quality=82, optimize=True, progressive=True)
    return buffer.getvalue(), JPEG


def name_for(name: str, content_type: str) -> str:
    """The name as the sender knows it: without folders and control characters, with the ending of its true type."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    plain = "".join(char for char in last if unicodedata.category(char)[0] != "C" and char not in '"<>:|?*')
    stem = PurePosixPath(plain).stem if PurePosixPath(plain).suffix else plain
    ending = ENDINGS.get(content_type) or PurePosixPath(plain).suffix[:10]
    return f"{' '.join(stem.split())[:180] or _('file')}{ending}"


def keep(content: bytes | BinaryIO, *, by: User | None, name: str, content_type: str) -> StoredFile:
    """Keep what was checked elsewhere or made here (a workbook, an export) as it is.

    Raises:
        Refused: the disk takes nothing more.
    """
    handle: File = ContentFile(content) if isinstance(content, bytes) else File(content)
    handle.seek(0)
    stored = StoredFile(id=uuid.uuid4(), name=name[:200], content_type=content_type, uploaded_by=by)
    digest = hashlib.sha256()
    for chunk in handle.chunks():
        digest.update(chunk)
    stored.size, stored.sha256 = handle.size, digest.hexdigest()
    handle.seek(0)
    put_away(stored, name_for(name, content_type), handle)
    stored.save(force_insert=True)
    return stored


def put_away(stored: StoredFile, name: str, handle: File) -> None:
    """Onto the disk; where it takes nothing more, no half file stays and whoever waits is told what to do."""
    try:
        stored.file.save(name, handle, save=False)
    except OSError as trouble:
        logger.error("A file could not be kept in MEDIA_ROOT: %s", trouble)
        with contextlib.suppress(OSError):
            default_storage.delete(stored.file.field.generate_filename(stored, name))
        raise Refused(_(
            "The file could not be kept: the disk of the portal is full or takes nothing. Nothing of it was saved. "
            "Please tell the provincial culture office, and send the file again later."
        )) from trouble  # fmt: skip


def copied(file: StoredFile, *, by: User | None) -> StoredFile:
    """The same content as a file of its own, which stays whatever becomes of the first."""
    with file.file.open("rb") as handle:
        return keep(handle.read(), by=by, name=file.name, content_type=file.content_type)


def give_to(file: StoredFile, owner: Any) -> None:
    """Say whose file it is; an action calls this in its own transaction."""
    file.owner_type, file.owner_id = owner._meta.label_lower, str(owner.pk)
    StoredFile.objects.filter(pk=file.pk).update(owner_type=file.owner_type, owner_id=file.owner_id)


def set_free(file_id: Any) -> None:
    """Nobody's any more: the cleaner takes it later."""
    StoredFile.objects.filter(pk=file_id).update(owner_type="", owner_id="")


def shut(file_id: Any) -> None:
    """Nobody's any more, and closed until the cleaner takes it, to her as well for whom it was made."""
    StoredFile.objects.filter(pk=file_id).update(owner_type="", owner_id="", uploaded_by=None)


def sized_name(stored: StoredFile, size: str) -> str:
    """Where a smaller version of a picture lies: beside it, made when first asked for."""
    return f"{PurePosixPath(str(stored.file.name)).with_suffix('')}-{size}.jpg"


def sized_version(stored: StoredFile, size: str) -> str:
    """The storage name of a smaller version; the picture itself where none can be made."""
    name = sized_name(stored, size)
    if default_storage.exists(name):
        return name
    try:
        with stored.file.open("rb") as handle:
            content = handle.read()
        small, _type = picture_anew(flattened(content, SIZES[size]), "JPEG", SIZES[size])
        put_whole(name, small)
    except (BadUpload, *BROKEN_PICTURE):
        return str(stored.file.name)
    return name


def put_whole(name: str, content: bytes) -> None:
    """Written beside and moved to its place: whoever is killed, or meets a full disk, leaves no half picture for ever."""
    beside = str(PurePosixPath(name).with_name(f"{uuid.uuid4().hex}.part"))
    try:
        default_storage.save(beside, ContentFile(content))
        Path(default_storage.path(beside)).replace(default_storage.path(name))
    finally:
        default_storage.delete(beside)


def flattened(content: bytes, side: int) -> bytes:
    """A picture of ours as a JPEG on white."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        picture.draft("RGB", (side, side))
        picture.thumbnail((side, side))
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        buffer = io.BytesIO()
        Image.alpha_composite(paper, layer).convert("RGB").save(buffer, "JPEG", quality=78)
        return buffer.getvalue()
