"""A file that is handed over on a page: refused at its field, or mapped, taken in once, and its day signed off."""

import gzip
import io
import zipfile
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from tests.integration.agency.asking import client
from tests.integration.notifications.conftest import HEADING, notification

from mash.casework.intake.models import Contact
from mash.casework.notifications import queries, work
from mash.casework.notifications.actions import keep
from mash.casework.notifications.models import Batch, Mapping, Source, Upload
from mash.casework.notifications.permissions import CONSOLE
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker.housekeeping import scan_quarantined
from mash.interfaces.worker.notifications import take_uploads

pytestmark = pytest.mark.django_db
ROOM = "/notifications/"
SOURCE = f"{ROOM}sources/county-ppn/"
XML = b'<?xml version="1.0"?>'


def lines(*rows, heading=HEADING):
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in [heading, *rows]).encode()


def workbook(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def bomb():
    """A workbook whose sheet unpacks to far more than it holds."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return out.getvalue()


def hand_over(browser, name, data, **more):
    return browser.post(f"{SOURCE}file/", {"file": SimpleUploadedFile(name, data), **more})


def as_console(ask):
    with acting(CONSOLE, now()):
        return ask()


def test_what_could_do_harm_is_refused_at_the_field(force, settings, monkeypatch):
    settings.MASH_UPLOAD_MAX_BYTES = 1_000_000
    browser = client(force.world, "police")
    laughs = (
        XML
        + b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><r><n><reference>&b;</reference></n></r>'
    )
    for name, data, sentence in [
        ("a.csv", lines(), "a heading and no row"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"x" * 1_000_001, "larger than 1 MB"),
        ("a.csv", lines(["1", "2"], heading=["PPN", "PPN"]), "Two columns are called “PPN”"),
        (
            "a.csv",
            lines(["1", "\x00"], heading=["PPN", "Text"]).replace(b'"1"', b'"\x81\x8d"'),
            "letters cannot be told",
        ),
        ("a.csv", lines(["1"] * 401, heading=[f"c{n}" for n in range(401)]), "401 columns"),
        ("a.csv", workbook(["PPN"], ["1"]), "its content is another"),
        ("a.xlsx", lines(["1"], heading=["PPN"]), "its content is another"),
        ("a.xlsx", bomb(), "unpacks to far more"),
        ("a.xlsx", workbook(["PPN"], ["1"])[:-200], "damaged"),
        ("a.csv.gz", gzip.compress(b"x" * 70_000_000), "unpacks to far more"),
        ("a.xml", laughs, "a document type of its own"),
        ("a.xml", XML + b"<r><n><reference>1</reference></n>", "not whole XML"),
        ("a.exe", b"MZ", "could harm a computer"),
        ("a.pdf", b"%PDF-1.7", "Choose a CSV, XML or Excel"),
    ]:
        page = hand_over(browser, name, data, declared="7").content.decode()
        assert sentence in page, (name, sentence)
        assert 'href="#id_file"' in page
        assert 'value="7"' in page  # nothing typed is lost
    assert as_console(Upload.objects.count) == 0
    assert as_console(StoredFile.objects.filter(held_for_kind="upload").count) == 0

    # A file that nobody lets in does not lie about; one in which a virus is found is never read.
    for name, state, later, failure in [
        ("left.csv", "unscanned", timedelta(days=15), "within 14 days"),
        ("ill.csv", "infected", timedelta(), "A virus was found"),
    ]:
        sent = hand_over(browser, name, lines(notification(len(name))))
        with acting(CONSOLE, now()), as_service("worker"):
            StoredFile.objects.filter(state="quarantined").update(state=state, scanned_at=now())
        assert take_uploads(at=now() + later) == 1
        assert failure in browser.get(sent["Location"]).content.decode()

    # A file at which the reading stumbles ends by itself, and holds up nobody.
    sent = hand_over(browser, "odd.csv", lines(notification(9)))
    scan_quarantined(at=now())
    with acting(CONSOLE, now()), as_service("notifications"):
        Upload.objects.filter(state="mapping").update(state="taking")
    with monkeypatch.context() as stumbles:
        stumbles.setattr("mash.interfaces.worker.notifications.import_file", lambda *_path, **_said: 1 / 0)
        assert take_uploads(at=now()) == 1
    assert "could not be taken in to its end" in browser.get(sent["Location"]).content.decode()

    # A formula harms nobody here: it is text, and noted where it stands.
    sent = hand_over(browser, "a.csv", lines(notification(1, **{"Child 1 forename": "=cmd|x"})))
    assert sent.status_code == 302
    scan_quarantined(at=now())
    page = browser.get(f"{sent['Location']}columns/").content.decode()
    assert "=cmd|x" in page
    assert "0 would be rejected, and 1 taken in with something odd" in page


def test_a_file_is_mapped_taken_in_once_and_its_day_signed_off(world, monkeypatch):
    lead, manager = client(world, "governance"), client(world, "manager")
    agreed = {
        "agency": "police",
        "desk": "county-children",
        "key": "county-ppn",
        "title": "Police notifications",
        "expects": "every-day",
        "expected_by": "0:01",
        "dates": "dmy",
        "roles": "Nominal = parent\nIP = subjct",
    }
    assert (
        "is not a word, an equals sign and a role"
        in lead.post(f"{ROOM}sources/new/", agreed).content.decode()
    )
    agreed["roles"] = "Nominal = parent\nIP = subject"
    assert lead.post(f"{ROOM}sources/new/", agreed)["Location"] == SOURCE
    assert "a source with this key" in lead.post(f"{ROOM}sources/new/", agreed).content.decode()
    assert manager.get(f"{ROOM}sources/new/").status_code == 403
    # Another hub's lead and other agencies see that a force sends, and nothing of what is agreed.
    other = client(world, "health")
    assert "IP = subject" not in other.get(SOURCE).content.decode()
    assert other.get(f"{SOURCE}file/").status_code == 404
    stale = {**agreed, "number": "0"}
    assert "changed this source meanwhile" in lead.post(f"{SOURCE}change/", stale).content.decode()

    two_secrets(world, lead)
    address, batch, data, rows, heading = a_file_comes_in(world, monkeypatch)
    the_next_is_mapped_at_once(world, data, rows, heading)
    who_sees(world, address)
    sign_off(world, batch)


def two_secrets(world, lead):
    """Two secrets overlap; the page that made one makes no second."""
    first = lead.post(f"{SOURCE}secret/", {"overlap": "0", "known": "0"}).content.decode()
    again = lead.post(f"{SOURCE}secret/", {"overlap": "0", "known": "0"}).content.decode()
    assert "It is not shown again" in first
    assert "A secret was made a moment ago" in again
    lead.post(f"{SOURCE}secret/", {"overlap": "24", "known": "1"})
    source = work.find_source("county-ppn", by=CONSOLE, at=now())
    with acting(CONSOLE, now()):
        secrets = [len(queries.secrets_of(source, now() + timedelta(hours=hours))) for hours in (0, 25)]
        assert secrets == [2, 1]
        assert all(one not in lead.get(SOURCE).content.decode() for one in queries.secrets_of(source, now()))


def a_file_comes_in(world, monkeypatch):
    """Mapped with a mistake or two, cut off, gone on with; and refused when it comes again."""
    manager = client(world, "manager")
    heading = ["Our ref", *HEADING[1:]]
    heading += ["DASH 1", "DASH 18", "DASH grade"]
    rows = [[*notification(n, **{"Person 2 role": "Cousin"}), "", "", ""] for n in range(30)]
    rows[5][-3:] = ["Yes", "perhaps", "High"]
    rows += [rows[3], [*notification(40, **{"PPN reference": ""}), "", "", ""]]
    data = lines(*rows, heading=heading)
    sent = hand_over(manager, "monday.csv", data)
    address = sent["Location"]
    assert hand_over(manager, "monday.csv", data)["Location"] == address  # pressed twice
    assert "being checked for viruses" in manager.get(address).content.decode()
    assert manager.get(f"{address}columns/")["Location"] == address
    assert scan_quarantined(at=now()) == 1

    page = manager.get(f"{address}columns/").content.decode()
    assert "Not taken in: Our ref." in page
    assert "PPN-000000 · PPN-000001" in page  # what stands in the column
    assert "“cousin” is" in page
    form = posted(manager, address)
    assert (
        "No column is the force"
        in manager.post(f"{address}columns/", {**form, "do": "take"}).content.decode()
    )
    form["column_0"] = "reference"
    twice = {**form, "column_1": "reference", "do": "take"}
    assert "is taken for the same already" in manager.post(f"{address}columns/", twice).content.decode()
    page = manager.post(f"{address}columns/", {**form, "do": "preview"}).content.decode()
    assert "Of 32 rows 1 would be rejected" in page
    assert "Child or adult worried about: Ada Family0" in page
    role = next(name for name in posted(manager, address) if name.startswith("role_"))
    done = manager.post(f"{address}columns/", {**form, role: "other", "do": "take"})
    assert done["Location"] == address
    stale = manager.post(f"{address}columns/", {**form, "do": "take"})
    assert stale["Location"] == address
    assert as_console(Mapping.objects.count) == 1

    upload = taken_in_once(world, monkeypatch, manager, address)
    page = hand_over(manager, "again.csv", data).content.decode()
    assert "This very file was handed over on" in page
    assert "Nothing was changed." in page
    return address, upload.batch, data, rows, heading


def taken_in_once(world, monkeypatch, manager, address):
    """Cut off after the first rows, it goes on there."""
    monkeypatch.setattr(work, "PIECE", 10)
    stored = []

    def dies(**said):
        if len(stored) == 2:
            raise KeyboardInterrupt
        stored.append(len(said["rows"]))
        return keep.keep_rows(**said)

    with monkeypatch.context() as cut:
        cut.setattr(work.actions, "keep_rows", dies)
        with pytest.raises(KeyboardInterrupt):
            take_uploads(at=now())
    assert stored == [10, 10]
    assert "20 rows are stored so far" in manager.get(address).content.decode()
    assert take_uploads(at=now()) == 1
    assert take_uploads(at=now()) == 0
    with acting(CONSOLE, now()):
        upload = Upload.objects.select_related("batch").get()
        total = queries.reconcile([upload.batch])
        assert (upload.state, upload.file) == ("taken", "")
        assert StoredFile.objects.get(held_for_kind="upload").state == "purged"
    assert (total.sent, total.received, total.duplicates, total.rejected) == (32, 30, 1, 1)
    with acting(world.actor("screener"), now()):
        assert Contact.objects.count() == 30
        told = Contact.objects.select_related("matter").get(content__police__has_key="dash")
    assert told.content["police"]["dash"] == {"answers": {"1": "yes", "18": "perhaps"}, "grade": "High"}
    page = client(world, "screener").get(f"/cases/{told.matter.ref}/contacts").content.decode()
    for words in (
        "Injury this time",
        "Strangling, choking, drowning",
        "perhaps",
        "Professional judgement",
        "Not reached",
    ):
        assert words in page, words
    return upload


def the_next_is_mapped_at_once(world, data, rows, heading):
    """By the force's own people too, in another order of columns; and an Excel file is read as it is."""
    police = client(world, "police")
    sent = hand_over(police, "tuesday.xlsx", workbook(heading, *rows[:2]))
    assert sent.status_code == 302
    turned = [[*row[1:], row[0]] for row in rows[:2]]
    sent = hand_over(police, "tuesday.csv", lines(*turned, heading=[*heading[1:], heading[0]]))
    scan_quarantined(at=now())
    page = police.get(f"{sent['Location']}columns/").content.decode()
    assert "A file with these headings came before" in page
    assert "Of 2 rows 0 would be rejected" in page
    assert police.post(sent["Location"], {"do": "give-up", "version": "1"}).status_code == 302


def who_sees(world, address):
    """The hub, its lead and the force; to everybody else it is missing."""
    assert [client(world, who).get(address).status_code for who in ("screener", "governance", "police")] == [
        200
    ] * 3
    for who in ("health", "city-screener"):
        assert client(world, who).get(address).status_code == 404
        with acting(world.actor(who), now()):
            assert not Upload.objects.exists()
            assert not Mapping.objects.exists()
    assert client(world, "governance").get(f"{address}columns/").status_code == 403


def posted(browser, address):
    """What the page of columns would send, pressed as it stands."""
    return fields_of(browser.get(f"{address}columns/"))


class Fields(HTMLParser):
    """What a page's forms would send as they stand: inputs and the chosen options; buttons are pressed by the test."""

    def __init__(self):
        super().__init__()
        self.found, self.select = {}, ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "select":
            self.select = said["name"]
            self.found.setdefault(self.select, "")
        elif tag == "option" and "selected" in said:
            self.found[self.select] = said["value"]
        elif tag == "input" and (said.get("type") != "radio" or "checked" in said):
            self.found[said["name"]] = said.get("value") or ""


def fields_of(response):
    reader = Fields()
    reader.feed(response.content.decode())
    return reader.found


def sign_off(world, batch):
    lead, manager, police = (client(world, who) for who in ("governance", "manager", "police"))
    day = queries.day_of(batch)
    address = f"{ROOM}county-ppn/{day.isoformat()}/"

    def said(browser=manager, **more):
        return browser.post(
            address, {**fields_of(browser.get(address)), **more}, follow=True
        ).content.decode()

    old = fields_of(manager.get(address))
    assert "Enter a whole number" in said(do="declare", number="about 32")
    assert "It does not add up." in said(police, do="declare", number="33")
    assert "Record what the difference is instead" in said(do="agree")
    assert "Say what does not agree" in said(do="differ", difference="")
    assert "A difference is recorded" in said(
        do="differ", difference="One row more at the force; sent tomorrow."
    )
    said(police, do="declare", number="32")
    assert "Changed since it was signed off" in police.get(address).content.decode()
    assert "The figures have changed" in manager.post(address, {**old, "do": "agree"}).content.decode()
    said(do="agree")
    assert "Signed off by both" in said(police, do="agree")
    assert "Signed off by both" in police.get(ROOM).content.decode()
    assert "Sign the day off" not in lead.get(address).content.decode()
    assert "Signed off by both" in lead.post(address, {**old, "do": "agree"}).content.decode()  # refused
    # Nothing has come yesterday: agreed only today, it was not expected then; from tomorrow on it is missing.
    with acting(world.actor("manager"), now()):
        source = Source.objects.get()
        states = {
            one.day: one.state
            for one in queries.by_day(
                day - timedelta(days=1), day + timedelta(days=1), now() + timedelta(days=1, hours=1)
            )
        }
        assert states == {day: "signed", day + timedelta(days=1): "missing"}
        missing = day + timedelta(days=1)
    assert manager.get(f"{ROOM}county-ppn/{missing.isoformat()}/").status_code == 200
    assert client(world, "health").get(f"{ROOM}county-ppn/{missing.isoformat()}/").status_code == 404
    lead.post(SOURCE, {"do": "end"})
    with acting(CONSOLE, now()):
        assert not queries.secrets_of(source, now())
        assert Batch.objects.count() == 1
    assert hand_over(manager, "late.csv", lines(notification(1))).status_code == 200
