"""A request with too large a file keeps every other field, and little of the file in memory or on disk."""

import io
import tempfile

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from mash.foundation.files import uploads
from mash.foundation.files.uploads import AttachmentsField, CappedUploadHandler, refusal_of

LIMIT = 100_000


@pytest.fixture(autouse=True)
def _small_limit(settings):
    settings.MASH_UPLOAD_MAX_BYTES = LIMIT
    settings.FILE_UPLOAD_HANDLERS = ["mash.foundation.files.uploads.CappedUploadHandler"]


class Form(forms.Form):
    worry = forms.CharField()
    attachments = AttachmentsField(required=False)


@pytest.fixture
def posted():
    """Makes a request as a browser would; closed at the end, as Django closes those that it answers."""
    made = []

    def post(*files, worry="A bruise"):
        made.append(
            RequestFactory().post("/", {"worry": worry, "attachments": list(files), "after": "kept too"})
        )
        return made[-1]

    yield post
    for request in made:
        request.close()


def form_of(request):
    return Form(request.POST, request.FILES)


def a_file(size, name="letter.pdf"):
    return SimpleUploadedFile(name, b"x" * size)


def test_a_file_within_the_cap_arrives_whole(posted):
    form = form_of(posted(a_file(LIMIT)))
    assert form.is_valid()
    (file,) = form.cleaned_data["attachments"]
    assert (file.name, file.size, b"".join(file.chunks())) == ("letter.pdf", LIMIT, b"x" * LIMIT)


def test_a_byte_more_is_an_error_at_the_field_and_costs_no_text(posted):
    request = posted(a_file(LIMIT + 1))
    form = form_of(request)
    assert form.errors["attachments"] == ["letter.pdf: The file is larger than 0.1 MB. Choose a smaller one."]
    assert form.cleaned_data["worry"] == "A bruise"
    assert request.POST["after"] == "kept too"


def test_the_good_file_beside_a_bad_one_arrives(posted):
    request = posted(a_file(5, "good.pdf"), a_file(LIMIT * 3, "bad.pdf"), a_file(6, "also.pdf"))
    assert [(file.name, file.over_cap, file.size) for file in request.FILES.getlist("attachments")] == [
        ("good.pdf", False, 5),
        ("bad.pdf", True, 0),
        ("also.pdf", False, 6),
    ]


def test_a_request_may_bring_five_times_the_cap_and_no_more(posted):
    request = posted(*[a_file(LIMIT) for _ in range(7)])
    assert [file.over_cap for file in request.FILES.getlist("attachments")] == [False] * 5 + [True] * 2


def test_a_file_too_large_takes_no_room_from_the_others(posted):
    request = posted(a_file(LIMIT * 2), *[a_file(LIMIT) for _ in range(5)])
    assert [file.over_cap for file in request.FILES.getlist("attachments")] == [True] + [False] * 5


def test_two_gigabytes_leave_no_more_than_the_cap_behind(monkeypatch):
    written = []

    class Watched(tempfile.SpooledTemporaryFile):
        def write(self, data):
            written.append(len(data))
            return super().write(data)

    monkeypatch.setattr(uploads.tempfile, "SpooledTemporaryFile", Watched)
    handler = CappedUploadHandler()
    handler.new_file("attachments", "huge.pdf", "application/pdf", None)
    chunk = b"x" * 65536
    for number in range(2 * 2**30 // len(chunk)):
        handler.receive_data_chunk(chunk, number * len(chunk))
    with handler.file_complete(2 * 2**30) as file:
        assert file.over_cap
        assert sum(written) <= LIMIT
        assert file.read() == b""


def test_a_broken_connection_leaves_no_spool_open():
    handler = CappedUploadHandler()
    handler.new_file("attachments", "x.pdf", "application/pdf", None)
    handler.receive_data_chunk(b"x", 0)
    spool = handler._spools[0]
    handler.upload_interrupted()
    assert spool.closed


def test_empty_and_dangerous_files_are_errors_by_name(posted):
    form = form_of(posted(a_file(0, "empty.pdf"), a_file(5, "run.exe"), a_file(5)))
    first, second = form.errors["attachments"]
    assert first == "empty.pdf: The file is empty. Choose the file again."
    assert second.startswith("run.exe: This kind of file could harm a computer.")


def test_no_file_is_an_answer_unless_one_is_needed(posted):
    assert form_of(posted()).is_valid()
    with pytest.raises(forms.ValidationError):
        AttachmentsField().clean([])


def test_a_file_of_another_handler_is_held_to_the_cap_too():
    assert refusal_of(a_file(LIMIT + 1)).code == "files:too-large"
    assert refusal_of(a_file(LIMIT)) is None
    assert refusal_of(SimpleUploadedFile("x.pdf", io.BytesIO(b"").getvalue())).code == "files:empty"
