"""Uploads are known by their content, made safe, and opened only by those who see their owner."""

import contextlib
import datetime as dt
import errno
import io
import zipfile
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from moralprovince.core import files
from moralprovince.core.errors import Refused
from moralprovince.core.files import BadUpload, check, keep, name_for, sized_version, store
from moralprovince.core.models import Job, StoredFile
from moralprovince.core.orphans import clean_orphans
from tests.factories import (
    OrganisationFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.support.uploads import pdf, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files of this test alone."""
    backend = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("format_", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg"), ("HEIF", "image/jpeg")]
)
def test_photos_of_every_usual_kind_are_taken(format_, content_type):
    checked = check(upload(photo(format_, size=(64, 48)), "x.bin"))
    assert (checked.content_type, opened(checked.content).size) == (content_type, (64, 48))


def test_a_photo_is_turned_upright_shrunk_and_tells_nothing_beside_the_picture():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "CameraOfSomsri"
    checked = check(upload(photo("JPEG", size=(3000, 1500), exif=exif)))
    picture = opened(checked.content)
    assert picture.size == (1000, 2000)
    assert dict(picture.getexif()) == {}
    assert b"CameraOfSomsri" not in checked.content


def test_text_hidden_in_a_png_is_dropped():
    info = PngInfo()
    info.add_text("Comment", "secret place")
    buffer = io.BytesIO()
    Image.new("RGBA", (10, 10), (1, 2, 3, 100)).save(buffer, "PNG", pnginfo=info)
    checked = check(upload(buffer.getvalue(), "a.png"))
    assert (opened(checked.content).mode, b"secret" in checked.content) == ("RGBA", False)


@pytest.mark.parametrize(("grey", "shown"), [(65535, 255), (32768, 127), (9000, 35)])
def test_a_scan_in_sixteen_bits_keeps_its_greys(grey, shown):
    buffer = io.BytesIO()
    Image.new("I;16", (8, 6), grey).save(buffer, "PNG")
    kept = opened(check(upload(buffer.getvalue(), "scan.png")).content)
    assert (kept.mode, kept.getpixel((4, 3))) == ("RGB", (shown, shown, shown))


def test_a_pdf_is_taken_as_it_is():
    checked = check(upload(pdf(), "หนังสือนำส่ง.PDF"))
    assert (checked.content, checked.content_type, checked.name) == (pdf(), "application/pdf", "หนังสือนำส่ง.pdf")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 20_000_000)
    return buffer.getvalue()


def bomb() -> bytes:
    """A tiny PNG that says it is 30,000 pixels each way."""
    content = bytearray(photo("PNG", size=(1, 1)))
    content[16:24] = (30_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"MZ\x90\x00" + b"\0" * 200, "report.pdf", "โปรแกรม"),
        (zipped(), "photo.jpg", "บีบอัด"),
        (b"", "photo.jpg", "ว่าง"),
        (b"hello", "photo.jpg", "ไม่รับ"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "a.png", "ไม่รับ"),
        (b"\xff\xd8\xff" + b"\0" * 50, "photo.jpg", "ชำรุด"),
        (photo("JPEG", size=(200, 200))[:900], "photo.jpg", "ชำรุด"),
        (b"%PDF-1.7 nothing else", "a.pdf", "ชำรุด"),
        (bomb(), "a.png", "พิกเซล"),
    ],
    ids=["program", "zip bomb", "empty", "text", "svg", "broken jpeg", "cut jpeg", "broken pdf", "pixel bomb"],
)
def test_what_is_not_taken_is_told_in_a_sentence(content, name, word):
    with pytest.raises(BadUpload) as refused:
        store(upload(content, name), by=None)
    assert word in refused.value.sentence
    assert StoredFile.objects.count() == 0


def test_a_locked_pdf_is_told_apart_from_a_broken_one():
    with pytest.raises(BadUpload) as refused:
        store(upload(pdf(locked=True), "a.pdf"), by=None)
    assert "รหัสผ่าน" in refused.value.sentence


def test_too_large_is_said_before_anything_is_read(settings):
    settings.UPLOAD_LIMIT = 100
    with pytest.raises(BadUpload):
        check(upload(b"\xff\xd8\xff" + b"\0" * 200))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\ภาพ กิจกรรม.HEIC", "ภาพ กิจกรรม.jpg"),
        ("a\0b\n.jpg", "ab.jpg"),
        ("x" * 1_000_000, "x" * 180 + ".jpg"),
        ("", "ไฟล์.jpg"),
    ],
)
def test_names_are_made_harmless(typed, kept):
    assert name_for(typed, "image/jpeg") == kept


def test_a_disk_that_takes_nothing_more_is_told_in_a_sentence_and_leaves_no_half_file(monkeypatch, tmp_path):
    def half(storage, name, content):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(content.read(2))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", half)
    with pytest.raises(Refused, match="ดิสก์ของระบบเต็มหรือเขียนไม่ได้"):
        keep(b"whole", by=UserFactory(), name="a.xlsx", content_type="text/plain")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [] == list(StoredFile.objects.all())


def test_storing_keeps_digest_size_and_a_path_that_says_nothing():
    stored = store(upload(pdf(), "ลับ.pdf"), by=None)
    with stored.file.open("rb") as handle:
        content = handle.read()
    assert (stored.size, len(stored.sha256), content) == (len(pdf()), 64, pdf())
    assert stored.file.name == f"files/{stored.pk.hex[:2]}/{stored.pk.hex}.pdf"


# Who opens it


@pytest.fixture
def owned(province):
    """A file that belongs to an entry of the register."""
    organisation = OrganisationFactory(province=province)
    stored = store(upload(pdf(), "ปฏิญญา วัด.pdf"), by=None)
    files.give_to(stored, organisation)
    return organisation, stored


@pytest.fixture
def province():
    return ProvinceFactory()


def address(stored: StoredFile) -> str:
    return reverse("file", args=[stored.pk])


def test_whoever_sees_the_owner_opens_the_file_with_its_thai_name(client, owned):
    organisation, stored = owned
    client.force_login(contact_of(organisation))
    response = client.get(address(stored))
    assert (response.status_code, b"".join(response.streaming_content)) == (200, pdf())
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%E0%B8%9B")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert response["Cache-Control"] == "private, no-cache"


def test_for_others_there_is_no_such_file(client, owned):
    _organisation, stored = owned
    for stranger in (
        UserFactory(),
        officer_of(ProvinceFactory(code="15")),
        coordinator_of(SectorNetworkFactory(code="temples")),
    ):
        client.force_login(stranger)
        assert client.get(address(stored)).status_code == 404
    client.logout()
    assert client.get(address(stored)).status_code == 302


def test_a_file_without_owner_is_its_uploaders_alone(client):
    uploader = UserFactory()
    stored = store(upload(photo("JPEG"), "a.jpg"), by=uploader)
    client.force_login(uploader)
    response = client.get(address(stored))
    assert (response.status_code, response["Content-Security-Policy"][:7]) == (200, "sandbox")
    b"".join(response.streaming_content)
    client.force_login(UserFactory())
    assert client.get(address(stored)).status_code == 404


def test_an_owner_that_is_gone_or_unknown_opens_nothing(client, owned):
    organisation, stored = owned
    client.force_login(officer_of(organisation.province))
    for owner_type, owner_id in (("networks.organisation", "999999"), ("no.such", "1"), ("core.user", "1")):
        StoredFile.objects.filter(pk=stored.pk).update(owner_type=owner_type, owner_id=owner_id)
        assert client.get(address(stored)).status_code == 404


def test_what_a_browser_might_run_is_only_downloaded(client):
    uploader = UserFactory()
    stored = keep(b"<script>1</script>", by=uploader, name="page.html", content_type="text/html")
    client.force_login(uploader)
    response = client.get(address(stored))
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'
    b"".join(response.streaming_content)


def test_the_web_server_is_asked_to_hand_it_out_where_there_is_one(client, owned, settings):
    settings.ACCEL_REDIRECT = "/private/"
    organisation, stored = owned
    client.force_login(contact_of(organisation))
    response = client.get(address(stored))
    assert (response["X-Accel-Redirect"], response.content) == (f"/private/{stored.file.name}", b"")


def test_a_picture_is_handed_out_small_and_again_without_its_content(client):
    uploader = UserFactory()
    stored = store(upload(photo("PNG", size=(1200, 600)), "a.png"), by=uploader)
    client.force_login(uploader)
    response = client.get(address(stored) + "?small")
    small = opened(b"".join(response.streaming_content))
    assert (small.size, small.format, response["Content-Type"]) == ((320, 160), "JPEG", "image/jpeg")
    again = client.get(address(stored) + "?small", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_a_file_whose_content_is_lost_is_not_found(client, owned):
    organisation, stored = owned
    default_storage.delete(stored.file.name)
    client.force_login(contact_of(organisation))
    assert client.get(address(stored)).status_code == 404


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_small_picture_whose_writing_broke_off_is_the_whole_one_meanwhile_and_made_again(monkeypatch, tmp_path, trouble):
    stored = store(upload(photo("JPEG", size=(900, 600))), by=None)
    with monkeypatch.context() as during, contextlib.suppress(KeyboardInterrupt):
        during.setattr(ContentFile, "chunks", lambda self, chunk_size=None: half_of(self, trouble))
        assert sized_version(stored, "small") == stored.file.name
    with default_storage.open(sized_version(stored, "small")) as small:
        assert opened(small.read()).width == 320
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def half_of(content, trouble):
    """The process, or the room on the disk, ends in the middle of a file."""
    yield content.read(100)
    raise trouble


# What belongs to nothing


def test_files_of_nobody_are_cleared_after_a_day_and_no_others(owned):
    _organisation, kept = owned
    fresh = store(upload(photo("JPEG")), by=None)
    assert clean_orphans() == 0
    tomorrow = timezone.now() + dt.timedelta(days=1, minutes=1)
    assert clean_orphans(now=tomorrow) == 1
    assert not default_storage.exists(fresh.file.name)
    assert list(StoredFile.objects.all()) == [kept]
    assert default_storage.exists(kept.file.name)


def test_a_file_something_points_at_stays_though_it_has_no_owner():
    export = keep(b"a,b", by=None, name="export.csv", content_type="text/csv")
    Job.objects.create(kind="export", file=export, requested_by=UserFactory())
    assert clean_orphans(now=timezone.now() + dt.timedelta(days=2)) == 0


@pytest.mark.usefixtures("real_clock")
def test_contents_without_a_row_are_cleared():
    name = default_storage.save("files/ab/" + "ab" * 16 + ".pdf", ContentFile(b"x"))
    odd = default_storage.save("files/ab/odd.pdf", ContentFile(b"x"))
    assert clean_orphans() == 0
    assert clean_orphans(now=timezone.now() + dt.timedelta(days=2)) == 2
    assert not default_storage.exists(name)
    assert not default_storage.exists(odd)
