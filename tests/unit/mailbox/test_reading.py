"""What strangers send is read, or there is a reason why not; nothing else comes of it, and in good time."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mail import TRUSTED, letter

from mash.casework.mailbox import rules
from mash.casework.mailbox.letter import UnreadableError
from mash.casework.mailbox.models import REASONS
from mash.casework.mailbox.reading import as_text, read


def reason(raw: bytes) -> str:
    started = time.monotonic()
    with pytest.raises(UnreadableError) as found:
        read(raw)
    assert time.monotonic() - started < 2
    return found.value.code


def test_an_ordinary_letter():
    found = read(
        letter(
            "Rosa came to school hungry.\r\n",
            subject="=?utf-8?q?Worried_about_a_ch=C3=ADld?=",
            files=(("note.txt", b"a"),),
            In_Reply_To="<b@example.org>",
            References="<a@example.org> <b@example.org>",
        ),
        trusts=TRUSTED,
    )
    assert found.text == "Rosa came to school hungry."
    assert found.subject == "Worried about a chíld"
    assert (found.sender, found.sender_name) == ("edith@school.example.org", "Edith Marlow")
    assert found.answers_to == ("b@example.org", "a@example.org")
    assert [(one.name, one.data) for one in found.attachments] == [("note.txt", b"a")]
    assert found.verified
    assert not found.automatic
    assert not found.maybe


def test_a_page_is_read_as_its_words_and_nothing_of_it_runs_or_is_fetched():
    found = read(
        letter(
            None,
            html="<html><head><title>x</title><style>p{}</style></head><body><p>She is <b>hungry</b>.</p>"
            "<script>alert(1)</script><img src='http://track.example.org/1.gif' alt='x'>"
            "<a href='http://evil.example.org'>Read more</a></body></html>",
        )
    )
    assert found.text.split() == ["She", "is", "hungry.", "Read", "more"]


def test_of_alternatives_the_plain_text_is_taken():
    assert read(letter("Plain.", html="<p>Page.</p>")).text == "Plain."


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"\x00\x01\x02 no letter at all", "not-mail"),
        (b"From: a@example.org\r\nSubject: " + b"x" * 300_000 + b"\r\n\r\ntext", "huge-header"),
        (b"From: a@example.org\nContent-Type: text/plain" + b";" * 100_000 + b"\n\ntext", "huge-header"),
    ],
)
def test_what_is_no_letter_has_its_reason(raw, code):
    assert reason(raw) == code


def test_a_thousand_parts_in_one_another_are_not_entered():
    head = b"From: a@example.org\n"
    for depth in range(1_000):
        head += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
    assert reason(head + b"\ntext") == "too-many-parts"


def test_ten_thousand_parts_side_by_side_are_not_opened():
    head = b"From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert reason(head + b"--b\n\nx\n" * 10_000 + b"--b--\n") == "too-many-parts"
    assert reason(head + b"--b\nContent-Type: text/plain\n\nx\n" * 10_000 + b"--b--\n") == "too-many-parts"


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@example.org\nContent-Type: text/plain; charset=no-such-set\n\ncaf\xe9 ol\xe9",
        b"From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\ncaf\xe9 ol\xe9",
        b"From: a@example.org\nSubject: caf\xe9\nContent-Type: text/plain; charset=cp1252\n\ncaf\xe9 ol\xe9",
        b"From: a@example.org\nContent-Type: text/plain; charset=cp1252\nContent-Transfer-Encoding: nonsense\n\ncaf\xe9 ol\xe9",
    ],
)
def test_broken_character_sets_are_read_as_best_can_be(raw):
    assert read(raw).text == "café olé"


def test_what_turns_text_round_and_controls_are_taken_out():
    found = read(letter("a\u202eb\x07c", subject="=?utf-8?q?x=E2=80=AEy=00?="))
    assert (found.text, found.subject) == ("abc", "xy")


@pytest.mark.parametrize(
    ("headers", "automatic", "maybe"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto-reply", "automatic"),
        ({"Precedence": "auto_reply"}, "auto-reply", ""),
        ({"Return_Path": "<>"}, "delivery-report", ""),
        ({"From": "MAILER-DAEMON@example.org"}, "delivery-report", ""),
        ({"Auto_Submitted": "auto-generated"}, "", "automatic"),
        ({"Auto_Submitted": "no"}, "", ""),
        ({"X_Auto_Response_Suppress": "All"}, "", "automatic"),
        ({"Precedence": "bulk"}, "", "automatic"),
        ({"List_Id": "<l.example.org>"}, "", "list"),
    ],
)
def test_machines_are_recognised(headers, automatic, maybe):
    found = read(letter(**headers))
    assert (found.automatic, found.maybe) == (automatic, maybe)
    assert rules.may_answer(found, receipts=0) is not bool(automatic or maybe)


def test_a_report_of_delivery_is_known_by_its_kind():
    raw = b"From: a@example.org\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n--b--\n"
    assert read(raw).automatic == "delivery-report"


@pytest.mark.parametrize(
    ("results", "verified"),
    [
        ([f"{TRUSTED}; dmarc=pass header.from=school.example.org"], True),
        ([f"{TRUSTED}; spf=pass smtp.mailfrom=edith@school.example.org"], True),
        ([f"{TRUSTED}; dkim=pass (good; key) header.d=mail.school.example.org"], True),
        ([f"{TRUSTED}; dkim=pass header.d=example.org"], False),
        ([f"{TRUSTED}; spf=pass smtp.mailfrom=x@elsewhere.example"], False),
        ([f"{TRUSTED}; dmarc=fail header.from=school.example.org; spf=none"], False),
        (["evil.example; dmarc=pass header.from=school.example.org"], False),
        (
            [f"{TRUSTED}; dmarc=fail", f"{TRUSTED}; dmarc=pass header.from=school.example.org"],
            False,
        ),
        ([f"{TRUSTED}.evil.example; dmarc=pass"], False),
        ([f"({TRUSTED}); dmarc=pass"], False),
        ([], False),
    ],
)
def test_the_trusted_server_alone_says_who_the_sender_is(results, verified):
    raw = letter(passes=False)
    raw = b"".join(b"Authentication-Results: " + one.encode() + b"\n" for one in results) + raw
    assert read(raw, trusts=TRUSTED).verified is verified
    assert not read(raw, trusts="").verified


def test_two_senders_are_none():
    assert read(letter(sender="A <a@example.org>, B <b@example.org>")).sender == ""


def test_the_same_letter_by_another_way_has_the_same_content():
    one = letter(message_id="<x@example.org>")
    assert read(one).content == read(b"Received: by another.example.org\n" + one).content
    assert read(one).content != read(letter("Other.", message_id="<x@example.org>")).content


def test_references_are_found_as_people_write_them():
    assert rules.references("Re: your reference 7k2qm-9xprt (and O1234-IIIII)") == [
        "7K2QM-9XPRT",
        "01234-11111",
    ]
    assert rules.references("A-LONGER-7K2QM-9XPRT-1") == []


@given(st.binary(max_size=3_000))
def test_any_bytes_are_read_or_have_a_reason(raw):
    codes = set()
    for given_ in (
        raw,
        b"From: a@example.org\n" + raw,
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + raw,
    ):
        try:
            found = read(given_)
        except UnreadableError as error:
            codes.add(error.code)
        else:
            f"{found.text}{found.subject}{found.sender_name}".encode()
            assert "\x00" not in found.text + found.subject + found.message_id + found.sender
        as_text(given_).encode()
    assert codes <= set(REASONS)


def test_a_message_in_a_message_is_a_file_of_it():
    inner = EmailMessage()
    inner["From"] = "x@example.org"
    inner["Subject"] = "Inner"
    inner.set_content("The inner text.")
    outer = EmailMessage()
    outer["From"] = "a@example.org"
    outer.set_content("See below.")
    outer.add_attachment(inner)
    found = read(bytes(outer))
    assert found.text == "See below."
    assert b"The inner text." in found.attachments[0].data
