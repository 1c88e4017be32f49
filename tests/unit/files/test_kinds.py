"""A file's kind is what its bytes say; programs, macros and pages are not taken under any name."""

import io
import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.files import samples

from mash.foundation.files import kinds, rules
from mash.foundation.files.kinds import NotTakenError, identify

TAKEN = {
    kinds.PDF: samples.PDF,
    kinds.PNG: samples.PNG,
    kinds.JPEG: samples.JPEG,
    kinds.GIF: samples.GIF,
    kinds.HEIC: samples.HEIC,
    kinds.MP4: samples.MP4,
    kinds.M4A: samples.M4A,
    kinds.MP3: samples.MP3,
    kinds.RTF: samples.RTF,
    kinds.TXT: samples.TXT,
    kinds.EML: samples.EML,
    kinds.MSG: samples.MSG,
    kinds.DOCX: samples.DOCX,
    kinds.XLSX: samples.XLSX,
    kinds.ODT: samples.ODT,
    kinds.ODS: samples.ODS,
}


def kind_of(data):
    return identify(io.BytesIO(data))


def refusal_of(data):
    with pytest.raises(NotTakenError) as caught:
        kind_of(data)
    return caught.value.code


def mail_with(name):
    return (
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        b"Content-Type: text/plain\n\nhello\n--x\nContent-Type: application/octet-stream\n"
        b'Content-Disposition: attachment; filename="' + name + b'"\n\nbytes\n--x--\n'
    )


def test_every_kind_on_the_list_has_a_sample():
    assert set(TAKEN) == set(kinds.KINDS)


@pytest.mark.parametrize("kind", TAKEN, ids=lambda kind: kind.endings[0])
def test_each_kind_is_known_by_its_content(kind):
    assert kind_of(TAKEN[kind]) == kind


@pytest.mark.parametrize("kind", TAKEN, ids=lambda kind: kind.endings[0])
def test_a_name_agrees_with_its_own_kind_only(kind):
    assert rules.name_for(kind, f"x.{kind.endings[0]}") == f"x.{kind.endings[0]}"
    assert rules.name_for(kind, f"x.{kind.endings[0].upper()}")
    assert rules.name_for(kind, "x.exe") is None
    assert rules.name_for(kind, "x") == f"x.{kind.endings[0]}"


def test_bare_mp3_frames_and_windows_text_are_known():
    assert kind_of(samples.MP3_BARE) == kinds.MP3
    assert kind_of("Café at the bus station".encode("cp1252")) == kinds.TXT


@pytest.mark.parametrize(
    "data",
    [
        samples.EXE,
        b"\x7fELF\x02\x01\x01",
        b"#!/bin/sh\nrm -rf /\n",
        b"<!DOCTYPE html><html></html>",
        b"\n\n  <SCRIPT>alert(1)</SCRIPT>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<?xml version="1.0"?><svg/>',
        b"<?php echo 1;",
        mail_with(b"invoice.exe"),
        mail_with(b"invoice.pdf.js "),
        samples.office(b"wordprocessingml.document.main+xml", **{"word/media/run.exe": b"MZ"}),
    ],
)
def test_programs_and_pages_are_dangerous(data):
    assert refusal_of(data) == "dangerous"


@pytest.mark.parametrize(
    "data",
    [
        samples.office(b"wordprocessingml.document.main+xml", **{"word/vbaProject.bin": b"x"}),
        samples.zipped(**{"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}),
        samples.open_document(
            b"application/vnd.oasis.opendocument.text", **{"Basic/Standard/Module1.xml": b"x"}
        ),
        samples.open_document(b"application/vnd.oasis.opendocument.text", **{"Scripts/python/x.py": b"x"}),
        b"{\\rtf1 {\\object\\objemb{\\*\\objdata 0105}}}",
        b"{\\rtf1 " + b" " * 65_520 + b"{\\object\\objdata 0105}}",
        samples.OLD_WORD,
    ],
)
def test_macros_and_embedded_programs_are_refused(data):
    assert refusal_of(data) == "macros"


def test_a_zip_that_is_no_document_is_unknown():
    assert refusal_of(samples.zipped(**{"letter.pdf": samples.PDF})) == "unknown"
    assert refusal_of(samples.open_document(b"application/vnd.oasis.opendocument.graphics")) == "unknown"


def test_a_torn_zip_is_damaged():
    assert refusal_of(samples.DOCX[:-30]) == "damaged"
    assert refusal_of(b"PK\x03\x04" + b"\x00" * 40) == "damaged"


def test_a_zip_that_unpacks_to_too_much_is_damaged():
    packed = samples.office(b"wordprocessingml.document.main+xml", **{"word/document.xml": b"x"})
    place = packed.rindex(b"PK\x01\x02") + 24  # the last entry's unpacked size in the directory
    assert refusal_of(packed[:place] + struct.pack("<L", 2**31) + packed[place + 4 :]) == "damaged"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a\x00b",
        b"\x1f\x8b\x08\x00gzip",
        b"\x00\x00\x00\x18ftypqt  ",
        b"  %PDF-1.7\x00",
        bytes(range(256)),
    ],
)
def test_what_is_not_on_the_list_is_unknown(data):
    assert refusal_of(data) == "unknown"


@given(st.binary(max_size=300))
def test_any_bytes_at_all_get_an_answer(data):
    for start in (
        b"",
        b"PK\x03\x04",
        samples.DOCX[:200],
        b"From: x\nTo: y\n",
        b"{\\rtf",
        b"\xd0\xcf\x11\xe0",
    ):
        try:
            answer = kind_of(start + data)
        except NotTakenError as error:
            answer = rules.not_taken(error.code)
        assert answer in kinds.KINDS or answer.sentence


def test_random_megabytes_are_unknown_quickly():
    assert refusal_of(b"\x00" + os.urandom(3_000_000)) == "unknown"
