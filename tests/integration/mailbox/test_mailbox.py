"""A mailbox on a real server, with a real scanner: every message is accounted for, whatever is in it."""

import json
from datetime import timedelta

import pytest
from tests.mail import TRUSTED, letter
from tests.world import SETUP
from tests.world import TUESDAY as AT

from mash.casework.cases.models import Case
from mash.casework.intake.models import Contact
from mash.casework.mailbox.actions import judge, purge_rejected, set_domain
from mash.casework.mailbox.models import Further, Message, Watch
from mash.casework.mailbox.queries import shown, tallies
from mash.casework.mailbox.work import MAILBOX, collect
from mash.foundation.adapters.antivirus import TEST_MARKER
from mash.foundation.adapters.mailboxes import boxes
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message as Letter
from mash.foundation.visibility import acting
from mash.interfaces.worker.housekeeping import scan_quarantined

ACCOUNT = "children"


@pytest.fixture
def box(world, dovecot, settings, request):
    account = f"{ACCOUNT}-{request.node.name[:40].replace('[', '-').replace(']', '')}"
    settings.MASH_MAILBOXES = json.dumps(
        [
            {
                "key": "children", "desk": "county-children", "address": "mash@hub.example.org", "trusts": TRUSTED,
                "url": dovecot.url(account), "ca": str(dovecot.ca),
            }
        ]
    )  # fmt: skip
    dovecot.account = account
    dovecot.put(account)
    with acting(SETUP, AT):
        set_domain(by=SETUP, at=AT, domain="School.Example.org", agency=world.agencies["school"])
    (found,) = boxes()
    return found


def rows(**which) -> list[Message]:
    with acting(MAILBOX, AT):
        return list(Message.objects.filter(**which).order_by("pk"))


def contacts(who: Actor) -> list[Contact]:
    with acting(who, AT):
        return list(Contact.objects.select_related("matter", "referrer").order_by("pk"))


def receipts() -> list[tuple[str, str]]:
    with acting(Actor.service("worker"), AT):
        return list(Letter.objects.order_by("pk").values_list("to", "reference"))


def test_whose_a_domain_is_stands_in_the_log(world):
    with acting(SETUP, AT):
        set_domain(by=SETUP, at=AT, domain="school.example.org", agency=world.agencies["school"])
        (entry,) = Entry.objects.filter(event="mailbox:domain:set")
    assert entry.payload == {"agency": "school"}


def test_a_thread_becomes_one_contact_with_what_was_attached_scanned(world, box, dovecot, clamd, settings):
    settings.MASH_CLAMD = clamd
    screener = world.actor("screener")
    first = letter(
        message_id="<first@school.example.org>",
        files=(
            ("note.txt", b"What she drew."),
            ("drawing.txt", b"bad " + TEST_MARKER),
            ("run.exe", b"MZ\x90\x00 runs"),
        ),
    )
    dovecot.put(dovecot.account, first)
    done = collect(box, at=AT)
    assert (done.found, done.stored, done.settled, done.failure) == (1, 1, 1, "")
    (contact,) = contacts(screener)
    assert (contact.channel, contact.kind, contact.danger_now) == ("mail", "referral", "not-known")
    assert contact.worry == "Worried about a child\n\nRosa came to school hungry again."
    assert contact.content["mail"]["left_out"] == ["files:dangerous"]
    assert contact.content["mail"]["verified"] is True
    who = contact.referrer
    assert (who.klass, who.name, who.email) == ("professional", "Edith Marlow", "edith@school.example.org")
    assert who.agency == world.agencies["school"].name
    assert receipts() == [("edith@school.example.org", contact.ref)]
    assert dovecot.held(dovecot.account) == 0
    assert dovecot.held(dovecot.account, "MASH-taken") == 1
    scan_quarantined(at=AT)
    with acting(screener, AT):
        states = dict(StoredFile.objects.filter(held_for_id=contact.ref).values_list("name", "state"))
        # The scanner looks into the message as it was sent too, as far as its signatures reach.
        assert states.pop("message.eml") in {"clean", "infected"}
        assert states == {"note.txt": "clean", "drawing.txt": "infected"}
        assert not Message.objects.exists(), "what became a contact is seen with its case alone"
        case = Case.objects.get(matter=contact.matter)
        assert not case.attention

    # A reply to it, one to our receipt by its reference, and one from somebody else who was copied in.
    dovecot.put(
        dovecot.account,
        letter("It happened again.", subject="Re: Worried", In_Reply_To="<first@school.example.org>"),
        letter("One more thing.", subject=f"RE: Your reference {contact.ref.lower()}", passes=False),
        letter(
            "I saw it too.",
            sender="Tom <tom@club.example.org>",
            References="<x@y> <first@school.example.org>",
        ),
    )
    assert collect(box, at=AT + timedelta(minutes=5)).settled == 3
    assert [one.ref for one in contacts(screener)] == [contact.ref]
    with acting(screener, AT):
        further = list(Further.objects.order_by("pk"))
        assert [one.text for one in further] == ["It happened again.", "One more thing.", "I saw it too."]
        assert [one.verified for one in further] == [True, False, True]
        assert Case.objects.get(matter=contact.matter).attention == "further-mail"
    assert len(receipts()) == 1, "one receipt a thread"
    with acting(world.actor("city-screener"), AT):
        assert not Further.objects.exists()
    (tally,) = tallies_of(world)
    assert (tally.received, tally.by_state) == (4, {"contact": 1, "joined": 3})
    assert tally.adds_up


def tallies_of(world):
    with acting(world.actor("screener"), AT):
        return tallies()


def test_what_no_person_wrote_or_nothing_can_be_made_of_is_kept_and_never_answered(world, box, dovecot):
    same = letter(message_id="<same@school.example.org>")
    planted = {
        "auto-reply": letter(Auto_Submitted="auto-replied (vacation)"),
        "delivery-report": letter(Return_Path="<>"),
        "loop": letter(sender="mash@hub.example.org"),
        "list": letter(List_Id="<l.example.org>", passes=False),
        "automatic": letter(Auto_Submitted="auto-generated"),
        "empty": b"",
        "not-mail": b"\x00\x01 nothing",
        "huge-header": b"From: a@example.org\nSubject: " + b"x" * 300_000 + b"\n\ntext",
        "no-sender": letter(sender="nobody at all"),
        "encrypted": letter(Content_Type="application/pkcs7-mime; smime-type=enveloped-data").replace(
            b"text/plain", b"application/pkcs7-mime"
        ),
        "no-text": letter(""),
    }
    dovecot.put(dovecot.account, same, same, letter("Other text.", message_id="<same@school.example.org>"))
    dovecot.put(dovecot.account, *planted.values())
    for _round in range(2):
        collect(box, at=AT)
    reasons = {one.reason for one in rows() if one.reason}
    assert reasons == {*planted, "repeat", "same-id"}
    assert len(contacts(world.actor("screener"))) == 1
    assert len(receipts()) == 1
    (tally,) = tallies_of(world)
    assert tally.received == 3 + len(planted)
    assert tally.adds_up
    assert dovecot.held(dovecot.account) == 0

    # Those who screen for the desk see what is theirs to settle; nobody else does.
    with acting(world.actor("screener"), AT):
        seen = {one.reason for one in Message.objects.all()}
        assert seen == reasons - {"repeat"}, "a repeat of a contact is the contact's"
        (odd,) = Message.objects.filter(reason="not-mail")
        assert "nothing" in shown(odd).text
    with acting(world.actor("manager"), AT):
        assert Message.objects.filter(reason="not-mail").exists()
    for other in ("decider", "adult-screener", "city-screener", "police", "governance", "administrator"):
        with acting(world.actor(other), AT):
            assert not Message.objects.exists(), other


def test_a_person_settles_what_was_set_aside(world, box, dovecot):
    dovecot.put(
        dovecot.account, letter(Auto_Submitted="auto-generated"), letter(List_Id="<l>"), b"\x00\x01 odd"
    )
    collect(box, at=AT - timedelta(hours=2))
    by, decider = world.actor("screener"), world.actor("decider")
    with acting(by, AT):
        machine, newsletter, odd = Message.objects.order_by("pk")
        assert isinstance(judge(by=by, at=AT, message=machine, verdict="contact", rationale=" "), Refused)
    with acting(decider, AT):
        refused = judge(by=decider, at=AT, message=machine, verdict="contact", rationale="x")
        assert isinstance(refused, Refused)
    with acting(by, AT):
        made = judge(
            by=by, at=AT, message=machine, verdict="contact", rationale="The police system writes so."
        )
        assert isinstance(made, Message)
        again = judge(by=by, at=AT, message=machine, verdict="not-for-us", rationale="x")
        assert isinstance(again, Refused)
        contact = Contact.objects.get(ref=made.contact)
        assert contact.received_at == AT - timedelta(hours=2), "the clock runs from when it came"
        for one, verdict in ((newsletter, "not-for-us"), (odd, "misdirected")):
            done = judge(by=by, at=AT, message=one, verdict=verdict, rationale="A newsletter.")
            assert isinstance(done, Message)
    assert receipts() == []
    with acting(MAILBOX, AT + timedelta(days=29)):
        assert purge_rejected(by=MAILBOX, at=AT + timedelta(days=29)) == 2
        kept = Message.objects.get(pk=newsletter.pk)
        assert (kept.file, kept.subject, kept.sender, kept.reason) == ("", "", "", "not-for-us")
    with acting(Actor.service("worker"), AT):
        assert StoredFile.objects.get(public_id=newsletter.file).state == "purged"
    (tally,) = tallies_of(world)
    assert tally.by_state == {"contact": 1, "rejected": 2}
    assert tally.adds_up
    with acting(world.actor("governance"), AT):
        assert Entry.objects.filter(event="mailbox:message:judged").count() == 3


def test_too_large_too_many_and_closed_threads(world, box, dovecot, settings):
    settings.MASH_MAILBOX_MAX_BYTES = 100_000
    dovecot.put(dovecot.account, letter("x" * 90 + "\n" + "y" * 200_000, subject="Long"))
    collect(box, at=AT)
    (large,) = rows()
    assert (large.state, large.reason) == ("aside", "too-large")
    assert large.size > 200_000
    assert dovecot.held(dovecot.account, "MASH-aside") == 1
    dovecot.put(dovecot.account, *(letter(f"Number {n}", sender="flood@x.example.org") for n in range(63)))
    collect(box, at=AT)
    assert len(rows(reason="rate")) == 3
    assert len(receipts()) == 20

    # What is written to a closed case reaches somebody as a new contact.
    first = contacts(world.actor("screener"))[0]
    with acting(Actor.service("intake"), AT):
        Case.objects.filter(matter=first.matter).update(closed_at=AT)
    dovecot.put(dovecot.account, letter("Again.", subject=f"Re: {first.ref}"))
    collect(box, at=AT)
    last = contacts(world.actor("screener"))[-1]
    assert last.content["mail"]["after"] == first.ref


def test_a_mailbox_that_is_numbered_anew_or_away_loses_and_doubles_nothing(world, box, dovecot, settings):
    from dataclasses import replace

    from mash.casework.mailbox import work

    # Stored, and killed before it was moved: it lies there still.
    dovecot.put(dovecot.account, letter("One."), letter("Two."))
    stays = pytest.MonkeyPatch()
    stays.setattr("mash.foundation.adapters.mailboxes.imap.ImapSource.put_away", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        collect(box, at=AT)
    stays.undo()
    assert len(rows()) == 2
    dovecot.number_anew(dovecot.account)
    dovecot.put(dovecot.account, letter("Three."))
    assert collect(box, at=AT).failure == ""
    assert len(rows()) == 3
    assert len(contacts(world.actor("screener"))) == 3
    assert dovecot.held(dovecot.account) == 0

    wrong = replace(box, url=box.url.replace("let-me-in", "not"))
    assert collect(wrong, at=AT).failure == "not-let-in"
    assert collect(replace(box, ca=""), at=AT).failure == "unreachable", (
        "a certificate that nobody vouches for"
    )
    assert (
        collect(replace(box, url=dovecot.url(dovecot.account, "Nowhere")), at=AT).failure == "no-such-folder"
    )
    with acting(world.actor("screener"), AT):
        watch = Watch.objects.get()
        assert watch.failure == "no-such-folder"
        assert watch.read_at == AT
    # A message that ends the process each time is set aside after some tries.
    dovecot.put(dovecot.account, letter("It kills."))
    stays.setattr(work.actions, "settle_message", lambda **_: 1 / 0)
    for _try in range(4):
        with pytest.raises(ZeroDivisionError):
            collect(box, at=AT)
    stays.undo()
    collect(box, at=AT)
    assert [one.reason for one in rows(state="aside")] == ["failed"]
