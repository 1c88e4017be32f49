"""Coming back to a form, and for the answer: by code, by passphrase, by signing in."""

import re
from datetime import timedelta

import pytest
from tests.integration.public.conftest import Visitor
from tests.world import TUESDAY

from mash.casework.intake.actions import give_feedback
from mash.casework.intake.actions.drafts import purge_drafts
from mash.casework.intake.models import Contact, Draft, Feedback, OneTimeCode
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db


def last_message():
    with acting(Actor.service("worker"), TUESDAY):
        return Message.objects.order_by("-pk").first()


def ask_for_code(visitor, ref, way="return"):
    assert visitor.post(f"/{way}", {"reference": ref, "how": "code"}) == f"/{way}/code"


def with_passphrase(visitor, ref, words, status=302, way="return"):
    return visitor.post(f"/{way}", {"reference": ref, "how": "passphrase", "passphrase": words}, status)


def passphrase_on(page):
    return re.search(r"mash-passphrase[^>]*>\s*([a-z ]+?)\s*<", page)[1]


def answered(world, visitor, **said):
    by = world.actor("screener")
    with acting(by, now()):
        contact = Contact.objects.get(ref=visitor.ref)
        assert isinstance(give_feedback(by=by, at=now(), contact=contact, **said), Feedback)


def times(event):
    """How often the public did it, by the ledger."""
    with acting(Actor.public(), TUESDAY):
        return Entry.objects.filter(event=event).count()


def test_a_form_is_resumed_with_a_code_in_another_browser(visitor):
    visitor.start()
    visitor.answer("you", klass="public", name="Vera", email="vera@example.org")
    other = Visitor(ref=visitor.ref)
    other.go(visitor.at(""), status=403)
    ask_for_code(other, visitor.ref.lower(), "resume")
    message = last_message()
    assert (message.template, message.to, message.reference) == (
        "draft_code",
        "vera@example.org",
        visitor.ref,
    )
    assert other.post("/resume/code", {"code": message.code}) == visitor.at("")
    assert "Vera" in other.go(visitor.at("about/you"))


def test_a_form_is_resumed_with_its_passphrase(visitor):
    visitor.start()
    visitor.answer("person", given_name="Rosa")
    words = passphrase_on(visitor.post(visitor.at("later"), status=200))
    assert len(words.split()) >= 4
    other = Visitor()
    assert with_passphrase(other, visitor.ref, words.upper().replace(" ", "-"), way="resume") == visitor.at(
        ""
    )
    assert "Rosa" in other.go(visitor.at("about/person"))


def test_wrong_codes_run_out_and_are_counted(visitor):
    visitor.urgent()
    visitor.send()
    other = Visitor()
    ask_for_code(other, visitor.ref)
    code = last_message().code
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert "not right" in other.post("/return/code", {"code": wrong}, 200)
    assert "not right" in other.post("/return/code", {"code": code}, 200)
    assert times("intake:code:failed") == 6


def test_a_code_works_once(visitor):
    visitor.urgent()
    visitor.send()
    first, second = Visitor(), Visitor()
    ask_for_code(first, visitor.ref)
    code = last_message().code
    assert first.post("/return/code", {"code": code}) == f"/answer/{visitor.ref}"
    second.client.cookies = first.client.cookies.__class__()
    ask_for_code(second, visitor.ref)
    assert "not right" in second.post("/return/code", {"code": code}, 200)


def test_a_reference_that_nobody_has_is_answered_like_one_that_exists(visitor, world):
    visitor.urgent()
    visitor.send()

    def seen(ref):
        other = Visitor()
        ask_for_code(other, ref)
        page = other.go("/return/code")
        wrong = other.post("/return/code", {"code": "12"}, 200)
        return [re.sub(r'value="[^"]{20,}"|/static/\S+|AAAAA-AAAAA', "", text) for text in (page, wrong)]

    sent_before = last_message().pk
    assert seen("AAAAA-AAAAA") == [text.replace(visitor.ref, "") for text in seen(visitor.ref)]
    assert last_message().pk == sent_before + 1
    for ref in ("AAAAA-AAAAA", visitor.ref):
        assert "passphrase is not right" in with_passphrase(Visitor(), ref, "plum river stone oak", 200)


def test_no_more_codes_than_three_at_once(visitor):
    visitor.urgent()
    visitor.send()
    for _ in range(5):
        ask_for_code(Visitor(), visitor.ref)
    with acting(Actor.service("feedback"), TUESDAY):
        assert OneTimeCode.objects.count() == 3


def test_guessing_at_one_reference_is_stopped_with_the_number_to_call(visitor, world):
    other = Visitor()
    for _ in range(10):
        with_passphrase(other, "AAAAA-AAAAA", "plum river", 200)
    assert world.hubs["county"].phone in with_passphrase(other, "AAAAA-AAAAA", "plum river", 429)


def test_guessing_elsewhere_does_not_keep_the_owner_out(visitor):
    visitor.start()
    words = passphrase_on(visitor.post(visitor.at("later"), status=200))
    for guesser in range(8):
        guess(visitor.ref, f"198.51.100.{guesser}")
    assert guess(visitor.ref, "198.51.100.9") == 3, "a reference under attack gives a new address less"
    owner = Visitor()
    assert with_passphrase(owner, visitor.ref, words, way="resume") == visitor.at("")


def test_guessing_behind_the_same_address_does_not_keep_the_owner_s_browser_out(visitor):
    visitor.start()
    words = passphrase_on(visitor.post(visitor.at("later"), status=200))
    assert guess(visitor.ref, "127.0.0.1") == 10
    with_passphrase(Visitor(), visitor.ref, words, 429, way="resume")
    assert with_passphrase(visitor, visitor.ref, words, way="resume") == visitor.at("")


def test_tries_grow_back_one_by_one(visitor, monkeypatch):
    visitor.start()
    assert guess(visitor.ref, "198.51.100.1") == 10
    later = now() + timedelta(minutes=6)
    monkeypatch.setattr("mash.interfaces.web.middleware.now", lambda: later)
    assert guess(visitor.ref, "198.51.100.1") == 1


def test_an_owner_who_comes_back_often_is_not_held_up(visitor):
    visitor.start()
    words = passphrase_on(visitor.post(visitor.at("later"), status=200))
    for _ in range(12):
        with_passphrase(Visitor(), visitor.ref, words, way="resume")


def test_codes_asked_for_elsewhere_neither_use_up_the_owner_s_nor_spoil_it(visitor):
    visitor.urgent()
    visitor.send()
    guesser, owner = Visitor(), Visitor()
    for _ in range(4):
        guesser.client.post("/return", {"reference": visitor.ref, "how": "code"}, REMOTE_ADDR="198.51.100.1")
    before = last_message().pk
    ask_for_code(owner, visitor.ref)
    assert last_message().pk > before, "the guesser's wishes did not use up the owner's"
    for _ in range(6):
        guesser.post("/return/code", {"code": "000000"}, 200)
    assert owner.post("/return/code", {"code": last_message().code}) == f"/answer/{visitor.ref}"


def test_a_code_works_only_for_the_session_that_asked(visitor):
    visitor.urgent()
    visitor.send()
    guesser, owner = Visitor(), Visitor()
    ask_for_code(guesser, visitor.ref)
    ask_for_code(owner, visitor.ref)
    assert "not right" in guesser.post("/return/code", {"code": last_message().code}, 200)


def test_many_addresses_cannot_flood_the_owner_with_codes(visitor):
    visitor.urgent()
    visitor.send()
    first = last_message().pk
    for number in range(15):
        Visitor().client.post(
            "/return", {"reference": visitor.ref, "how": "code"}, REMOTE_ADDR=f"198.51.100.{number}"
        )
    assert last_message().pk - first == 9
    ask_for_code(visitor, visitor.ref)
    assert last_message().pk - first == 10, "who wrote it still has theirs"


def guess(ref, address):
    """Guess from one address until it is refused, each time in a new browser; how often it was let."""
    for number in range(20):
        tried = Visitor().client.post(
            "/resume",
            {"reference": ref, "how": "passphrase", "passphrase": "plum river"},
            REMOTE_ADDR=address,
        )
        if tried.status_code == 429:
            return number
    raise AssertionError("never refused")


def by_code(visitor):
    other = Visitor()
    ask_for_code(other, visitor.ref)
    return other.go(other.post("/return/code", {"code": last_message().code}))


def test_a_member_of_the_public_learns_that_it_was_considered(visitor, world):
    visitor.urgent()
    visitor.send()
    assert "nothing more to read here at present" in by_code(visitor)
    answered(world, visitor, outcome="Early help", reason="The family agreed.")
    page = by_code(visitor)
    assert "received and considered" in page
    assert "Early help" not in page
    with acting(Actor.service("feedback"), TUESDAY):
        assert Feedback.objects.get().first_read_at is not None
    assert times("intake:feedback:read") == 2


def test_a_professional_learns_outcome_reason_and_how_to_disagree(teacher, world):
    teacher.start()
    assert "Teacher Person" in teacher.go(teacher.at("about/you"))
    teacher.answer("person", given_name="Rosa")
    teacher.answer("worry", worry="Hungry.", danger="no")
    teacher.answer("you", klass="professional", name="Teacher Person", email="teacher@example.org")
    teacher.send()
    page = teacher.go("/my-reports")
    assert teacher.ref in page
    assert "there is an answer" not in page
    answered(world, teacher, outcome="Early help", reason="The family agreed.")
    assert "there is an answer" in teacher.go("/my-reports")
    page = teacher.go(f"/answer/{teacher.ref}")
    assert "Early help" in page
    assert "The family agreed." in page
    assert "If you disagree" in page


def test_an_answer_that_is_withheld_reads_as_one_that_is_not_there(visitor, teacher, world):
    for someone in (visitor, teacher):
        someone.urgent()
        someone.send()
    before = [by_code(visitor), teacher.go("/my-reports")]
    for someone in (visitor, teacher):
        answered(world, someone, withheld_reason="It would put the child at risk.")
    assert [
        re.sub(r'value="[^"]{20,}"', "", page) for page in (by_code(visitor), teacher.go("/my-reports"))
    ] == [re.sub(r'value="[^"]{20,}"', "", page) for page in before]


def test_somebody_else_s_sign_in_opens_neither_form_nor_answer(teacher, world):
    teacher.urgent()
    other = Visitor()
    other.client.force_login(
        world.users["police"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    other.go(teacher.at(""), status=403)
    teacher.send()
    other.go(f"/answer/{teacher.ref}", status=403)
    assert teacher.ref not in other.go("/my-reports")


def test_a_signed_in_person_resumes_by_signing_in(teacher, world):
    teacher.start()
    teacher.answer("person", given_name="Rosa")
    teacher.client.logout()
    teacher.client.force_login(
        world.users["teacher"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert teacher.ref in teacher.go("/my-reports")
    assert "Rosa" in teacher.go(teacher.at("about/person"))


def test_old_forms_are_purged_and_young_ones_stay(visitor):
    visitor.start()
    worker = Actor.service("worker")
    at = now()
    with acting(worker, at):
        assert purge_drafts(by=worker, at=at) == 0
        assert purge_drafts(by=worker, at=at + timedelta(days=29)) == 1
    with acting(Actor.service("drafts"), at):
        assert not Draft.objects.exists()
    visitor.go(visitor.at(""), status=403)
