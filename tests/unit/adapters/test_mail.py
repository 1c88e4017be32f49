"""One contract for every mailer: SMTP and Notify against servers on loopback, and the fakes beside them."""

import io
import json
from datetime import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from adapters.servers import NotifyServer, SmtpServer, an_unused_port
from mash.foundation.adapters import mail, notify
from mash.foundation.adapters.messages import Message, Template

KEY = "demo-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
MESSAGE = Message(
    to="teacher@school.example",
    template=Template.CODE,
    reference="K7Q-4WD",
    link="https://hub.example/answers/K7Q-4WD",
    code="482913",
)


@pytest.fixture
def smtp():
    with SmtpServer() as server:
        yield server


@pytest.fixture
def notify_server():
    with NotifyServer() as server:
        yield server


def by_smtp(server, **changes):
    return mail.SmtpMailer(f"smtp://127.0.0.1:{server.port}", sender="hub@mash.example", **changes)


def by_notify(server, **changes):
    facts = {"email_template": "mail-template", "text_template": "text-template", "url": server.url}
    return notify.NotifyMailer(KEY, **(facts | changes))


def test_a_message_in_the_file_says_when_and_how_it_left(tmp_path):
    mail.FileMailer(tmp_path / "messages.jsonl").send(MESSAGE)
    kept = json.loads((tmp_path / "messages.jsonl").read_text())
    assert datetime.fromisoformat(kept["at"]).tzinfo is not None
    assert kept["channel"] == "email"


class TestEveryMailer:
    @pytest.fixture(params=["smtp", "notify", "console", "memory", "file", "database"])
    def told(self, request, tmp_path):
        """A mailer, and what its receiver was told."""
        if request.param == "smtp":
            server = request.getfixturevalue("smtp")
            yield by_smtp(server), lambda: server.messages[0].get_payload(decode=True).decode()
        elif request.param == "notify":
            server = request.getfixturevalue("notify_server")
            yield by_notify(server), lambda: server.requests[0][1]["personalisation"]["body"]
        elif request.param == "console":
            stream = io.StringIO()
            yield mail.ConsoleMailer(stream), stream.getvalue
        elif request.param == "memory":
            mailer = mail.MemoryMailer()
            yield mailer, lambda: mailer.sent[0].body
        elif request.param == "file":
            path = tmp_path / "messages.jsonl"
            yield mail.FileMailer(path), lambda: json.loads(path.read_text())["body"]
        else:
            kept = []
            yield mail.DatabaseMailer(lambda message: kept.append(message) or "1"), lambda: kept[0].body

    def test_takes_a_message_and_says_so(self, told):
        mailer, what_was_told = told

        receipt = mailer.send(MESSAGE)

        assert receipt.accepted
        assert not receipt.retry
        assert "Your one-time code is 482913" in what_was_told()
        assert "https://hub.example/answers/K7Q-4WD" in what_was_told()


def test_smtp_sends_to_the_one_address_with_our_message_id(smtp):
    receipt = by_smtp(smtp).send(MESSAGE)

    assert smtp.envelopes == [("hub@mash.example", ["teacher@school.example"])]
    assert smtp.messages[0]["Message-ID"] == receipt.provider_id
    assert smtp.messages[0]["Subject"] == "Your one-time code"


@pytest.mark.parametrize(("answer", "retry"), [("550 no such user", False), ("451 try later", True)])
def test_a_refused_address_is_a_receipt_that_says_whether_to_retry(smtp, answer, retry):
    smtp.answer_to_recipient = answer

    receipt = by_smtp(smtp).send(MESSAGE)

    assert not receipt.accepted
    assert receipt.retry is retry
    assert "school.example" not in receipt.reason


@pytest.mark.parametrize(("answer", "retry"), [("550 not you", False), ("452 full", True)])
def test_a_refused_sender_is_told_apart_from_a_full_queue(smtp, answer, retry):
    smtp.answer_to_sender = answer
    receipt = by_smtp(smtp).send(MESSAGE)
    assert (receipt.accepted, receipt.retry) == (False, retry)


def test_a_mail_server_that_is_down_is_worth_a_retry():
    receipt = mail.SmtpMailer(f"smtp://127.0.0.1:{an_unused_port()}", sender="hub@mash.example").send(MESSAGE)
    assert (receipt.accepted, receipt.retry) == (False, True)


def test_a_mail_server_that_is_silent_is_left_after_the_time_out(smtp):
    smtp.silent = True
    receipt = by_smtp(smtp, timeout=0.2).send(MESSAGE)
    assert (receipt.accepted, receipt.retry) == (False, True)


def test_smtp_sends_no_texts(smtp):
    text = Message(
        to="07700900123", template=Template.RECEIPT, reference="K7Q-4WD", link="https://hub.example/"
    )
    assert not by_smtp(smtp).send(text).accepted
    assert smtp.messages == []


def test_notify_sends_mail_and_texts_with_its_own_templates(notify_server):
    text = Message(
        to="07700900123", template=Template.RECEIPT, reference="K7Q-4WD", link="https://hub.example/"
    )

    assert by_notify(notify_server).send(MESSAGE).provider_id == "notification-1"
    assert by_notify(notify_server).send(text).accepted

    (mail_path, as_mail), (text_path, as_text) = notify_server.requests
    assert (mail_path, text_path) == ("/v2/notifications/email", "/v2/notifications/sms")
    assert as_mail["email_address"] == "teacher@school.example"
    assert as_mail["template_id"] == "mail-template"
    assert as_mail["reference"] == "K7Q-4WD"
    assert as_text["phone_number"] == "07700900123"
    assert as_text["template_id"] == "text-template"


@pytest.mark.parametrize(("status", "retry"), [(400, False), (403, False), (429, True), (500, True)])
def test_notify_s_refusals_say_whether_to_retry(notify_server, status, retry):
    notify_server.status = status
    receipt = by_notify(notify_server).send(MESSAGE)
    assert (receipt.accepted, receipt.retry) == (False, retry)


def test_notify_that_cannot_be_reached_is_worth_a_retry():
    mailer = notify.NotifyMailer(KEY, email_template="t", url=f"http://127.0.0.1:{an_unused_port()}")
    receipt = mailer.send(MESSAGE)
    assert (receipt.accepted, receipt.retry) == (False, True)


def test_a_half_key_is_refused_at_the_start():
    with pytest.raises(ImproperlyConfigured, match="MASH_NOTIFY_KEY"):
        notify.NotifyMailer("short", email_template="t")


def test_the_null_mailer_does_not_pretend():
    assert not mail.NullMailer().send(MESSAGE).accepted


class TestTheSetting:
    @pytest.mark.parametrize(
        ("kind", "expected"),
        [("memory", mail.MemoryMailer), ("console", mail.ConsoleMailer), ("null", mail.NullMailer)],
    )
    def test_names_the_mailer(self, settings, kind, expected):
        settings.MASH_MAIL = kind
        assert isinstance(mail.mailer(), expected)

    def test_memory_is_one_memory(self, settings):
        settings.MASH_MAIL = "memory"
        before = len(mail.mailer().sent)
        mail.send(MESSAGE)
        assert mail.mailer().sent[before:] == [MESSAGE]

    def test_smtp_is_built_of_a_url(self, settings, smtp):
        settings.MASH_MAIL = "smtp"
        settings.MASH_SMTP = f"smtp://127.0.0.1:{smtp.port}"
        settings.MASH_MAIL_FROM = "MASH <hub@mash.example>"
        assert mail.send(MESSAGE).accepted
        assert smtp.envelopes[0][0] == "hub@mash.example"

    def test_notify_is_built_of_its_settings(self, settings, notify_server):
        settings.MASH_MAIL = "notify"
        settings.MASH_NOTIFY_KEY = KEY
        settings.MASH_NOTIFY_EMAIL_TEMPLATE = "mail-template"
        settings.MASH_NOTIFY_URL = notify_server.url
        assert mail.send(MESSAGE).accepted

    def test_database_goes_to_the_registered_store(self, settings, monkeypatch):
        monkeypatch.setattr(mail, "_stores", [])
        settings.MASH_MAIL = "database"
        with pytest.raises(ImproperlyConfigured, match="store"):
            mail.mailer()
        kept = []
        mail.keep_messages_with(lambda message: kept.append(message) or "m-1")
        assert mail.send(MESSAGE).provider_id == "m-1"
        assert kept == [MESSAGE]

    @pytest.mark.parametrize(("kind", "missing"), [("smtp", "MASH_MAIL_FROM"), ("pigeon", "MASH_MAIL")])
    def test_that_is_wrong_explains_itself(self, settings, kind, missing):
        settings.MASH_MAIL = kind
        settings.MASH_MAIL_FROM = ""
        with pytest.raises(ImproperlyConfigured, match=missing):
            mail.mailer()

    def test_of_a_wrong_url_explains_itself(self):
        with pytest.raises(ImproperlyConfigured, match="MASH_SMTP"):
            mail.SmtpMailer("mail.example:25", sender="hub@mash.example")
