"""A file's way: in, scanned by the real clamd, moved with its draft, handed out, purged; each step in the ledger."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import repeat

import pytest
from django.db import connection, transaction

from mash.foundation.adapters.antivirus import TEST_MARKER, TEST_SIGNATURE
from mash.foundation.adapters.storage import storage
from mash.foundation.files import actions, queries
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting

AT = datetime(2026, 11, 22, 10, 4, tzinfo=UTC)
BY = Actor.service("intake")
DRAFT = Ref("draft", "D1")
PDF = b"%PDF-1.7\n%%EOF\n"
INFECTED_PDF = PDF + TEST_MARKER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _acting(db, settings, tmp_path):
    settings.MASH_FILES = tmp_path / "files"
    settings.MASH_UPLOAD_MAX_BYTES = 100_000
    with acting(BY, AT):
        yield


@pytest.fixture
def kept(tmp_path):
    return lambda: [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def receive(data=PDF, name="letter.pdf", held_for=DRAFT):
    return actions.receive(by=BY, at=AT, name=name, chunks=[data], held_for=held_for)


def scan(file):
    return actions.scan(file.public_id, by=BY, at=AT)


def download(file, **changes):
    return actions.open_for_download(file.public_id, by=BY, at=AT, **changes)


def logged(file):
    """The kinds of entry of this actor, in order."""
    del file
    with connection.cursor() as cursor:
        cursor.execute("SELECT event, payload FROM ledger_entry ORDER BY id")
        return cursor.fetchall()


def test_a_file_goes_into_quarantine_and_stays_there_until_scanned(kept):
    file = receive()
    assert (file.state, file.content_type, file.size) == ("quarantined", "application/pdf", len(PDF))
    assert len(kept()) == 1
    refused = download(file)
    assert refused.code == "files:quarantined"
    assert queries.to_scan() == [file.public_id]


def test_the_real_scanner_calls_it_clean_and_it_is_handed_out_as_a_download(settings, clamd):
    settings.MASH_CLAMD = clamd
    file = scan(receive())
    assert (file.state, file.scanned_at) == ("clean", AT)

    chunks, headers = download(file, purpose="triage")

    assert b"".join(chunks) == PDF
    assert headers["Content-Disposition"].startswith("attachment;")
    assert [event for event, _ in logged(file)] == [
        "files:file:received", "files:file:scanned", "files:file:downloaded",
    ]  # fmt: skip


def test_the_real_scanner_s_finding_is_kept_and_the_file_is_not_handed_out(settings, clamd):
    settings.MASH_CLAMD = clamd
    file = scan(receive(INFECTED_PDF))
    assert (file.state, file.signature) == ("infected", TEST_SIGNATURE)
    assert download(file, accepts_unscanned=True).code == "files:infected"
    assert scan(file).code == "files:not-scannable"


def test_a_scanner_that_is_down_leaves_the_file_in_quarantine(settings, tmp_path):
    settings.MASH_CLAMD = f"unix:{tmp_path}/nobody"
    file = receive()
    assert scan(file).code == "files:scanner-unavailable"
    file.refresh_from_db()
    assert file.state == "quarantined"


def test_without_a_scanner_a_file_is_for_those_who_accept_the_risk(settings):
    settings.MASH_CLAMD = ""
    file = scan(receive())
    assert (file.state, file.scanned_at) == ("unscanned", None)
    assert download(file).code == "files:unscanned"
    chunks, _ = download(file, accepts_unscanned=True)
    assert b"".join(chunks) == PDF


def test_a_scanner_set_up_later_settles_an_unscanned_file(settings, clamd):
    file = scan(receive())
    settings.MASH_CLAMD = clamd
    assert scan(file).state == "clean"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"MZ\x90\x00 a program", "letter.pdf", "files:dangerous"),
        (PDF, "letter.exe", "files:dangerous"),
        (PDF, "letter.docx", "files:mismatch"),
        (b"", "letter.pdf", "files:empty"),
        (PDF + b"x" * 100_000, "letter.pdf", "files:too-large"),
        (b"\x00\x01", "letter.pdf", "files:unknown"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(kept, data, name, code):
    refused = receive(data, name)
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert kept() == []
    assert StoredFile.objects.count() == 0


def test_an_endless_upload_is_left_at_the_limit():
    read = []

    def endless():
        for chunk in repeat(b"x" * 10_000):
            read.append(1)
            yield chunk

    refused = actions.receive(by=BY, at=AT, name="x.txt", chunks=endless(), held_for=DRAFT)
    assert refused.code == "files:too-large"
    assert len(read) == 11


def test_bytes_of_a_row_that_fails_are_not_left_behind(kept):
    with pytest.raises(Exception, match="too long"), transaction.atomic():
        receive(held_for=Ref("draft", "x" * 100))
    assert kept() == []


def test_no_name_reaches_the_ledger_or_a_path(kept):
    file = receive(name="Amy Smith bruise.pdf")
    assert file.name == "Amy Smith bruise.pdf"
    assert all("Amy" not in str(payload) for _, payload in logged(file))
    assert all("Amy" not in str(path) for path in kept())


def test_a_draft_s_files_become_the_contact_s():
    receive()
    receive(name="second.pdf")
    contact = Ref("contact", "C1")
    assert actions.move(by=BY, at=AT, held_for=DRAFT, to=contact) == 2
    assert queries.held_for(DRAFT) == []
    assert [file.name for file in queries.held_for(contact)] == ["letter.pdf", "second.pdf"]


def test_purging_deletes_the_bytes_after_the_commit_and_keeps_the_fact(
    kept, django_capture_on_commit_callbacks
):
    file = receive()
    with django_capture_on_commit_callbacks(execute=True):
        actions.purge(file.public_id, by=BY, at=AT, reason="retention")
        assert len(kept()) == 1
    assert kept() == []
    assert not storage().exists(file.storage_key)
    (held,) = queries.held_for(DRAFT)
    assert (held.state, held.purged_by, held.purge_reason) == ("purged", "service:intake", "retention")
    assert download(held).code == "files:purged"


def test_a_file_that_the_actor_does_not_see_is_not_there():
    file = receive()
    with acting(Actor.draft("D2"), AT), pytest.raises(StoredFile.DoesNotExist):
        download(file)
    with acting(Actor.draft("D1"), AT):
        assert queries.held_for(DRAFT) == [file]


def orphan(kept):
    """Bytes whose outer transaction was rolled back after they were stored."""
    before = set(kept())
    rolled_back(receive)
    (left,) = set(kept()) - before
    return left


def rolled_back(work):
    with suppress(RuntimeError), transaction.atomic():
        work()
        raise RuntimeError


def sweep(at):
    return actions.sweep(by=BY, at=at)


def test_bytes_that_no_file_names_are_swept_after_a_day(kept, django_capture_on_commit_callbacks):
    named = storage_path(kept, receive())
    left = orphan(kept)
    part = left.with_name(left.name[:2] + "0" * 30 + ".part")
    part.write_bytes(b"half of an upload that died")
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep(now() + timedelta(hours=23)) == 0, "it may be an upload under way"
        assert sweep(now() + timedelta(hours=25)) == 2
    assert kept() == [named]
    assert logged(None)[-1] == ("files:bytes:swept", '{"count": 2}')


def test_what_a_purge_left_behind_is_swept(kept, django_capture_on_commit_callbacks):
    other = receive()
    file = receive()
    actions.purge(file.public_id, by=BY, at=AT, reason="retention")
    assert len(kept()) == 2, "the process died before its bytes went"
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep(now() + timedelta(hours=25)) == 1
    assert kept() == [storage_path(kept, other)]


def test_a_sweep_that_is_rolled_back_deletes_nothing(kept, django_capture_on_commit_callbacks):
    receive()
    left = orphan(kept)
    with django_capture_on_commit_callbacks(execute=True):
        rolled_back(lambda: sweep(now() + timedelta(hours=25)))
    assert left in kept()


def test_a_database_that_knows_no_file_sweeps_nothing(kept):
    left = orphan(kept)
    assert sweep(now() + timedelta(days=400)) == 0
    assert kept() == [left]


def storage_path(kept, file):
    (path,) = (one for one in kept() if one.name == file.storage_key)
    return path
