"""Five facts, six screens, one referral."""

import pytest
from tests.world import TUESDAY

from mash.casework.intake.models import Contact, Draft
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db


def received():
    with acting(Actor.service("intake"), TUESDAY):
        return list(Contact.objects.select_related("referrer", "matter"))


def test_from_the_start_page_to_a_reference_in_six_screens(visitor, world):
    page = visitor.go("/")
    assert "999" in page
    assert "Exit this page" in page
    assert visitor.start() == visitor.at("about/person")
    assert world.hubs["county"].phone in visitor.go(visitor.at("about/person"))
    assert visitor.answer("person", given_name="Rosa") == visitor.at("about/worry")
    assert visitor.answer("worry", worry="She was alone.", danger="no") == visitor.at("about/you")
    assert visitor.answer("you", klass="public", phone="01632 960 123") == visitor.at("check")
    page = visitor.go(visitor.at("check"))
    assert "She was alone." in page
    assert visitor.send() == visitor.at("sent")
    page = visitor.go(visitor.at("sent"))
    assert visitor.ref in page
    assert "working day" in page
    (contact,) = received()
    assert contact.ref == visitor.ref
    assert (contact.worry, contact.danger_now, contact.population) == ("She was alone.", "no", "children")
    assert (contact.referrer.klass, contact.referrer.phone) == ("public", "01632 960 123")


@pytest.mark.parametrize("population", ["children", "adults"])
def test_not_known_is_always_an_answer(visitor, population):
    visitor.start(population)
    visitor.answer("person", nothing_known="on")
    visitor.answer("worry", **{"worry-not_known": "on", "danger": "not_known"})
    assert visitor.answer("you", klass="anonymous", no_contact="on") == visitor.at("check")
    visitor.send()
    (contact,) = received()
    assert (contact.worry, contact.danger_now, contact.source) == ("Not known", "not-known", "9")
    with acting(Actor.service("intake"), TUESDAY):
        assert contact.matter.desk.key == f"county-{population}"
        assert Subject.objects.get().role == "subject"


def test_sending_twice_going_back_and_trying_again_is_one_referral(visitor):
    visitor.urgent()
    assert [visitor.send(), visitor.send(), visitor.send()] == [visitor.at("sent")] * 3
    assert visitor.client.get(visitor.at("check"))["Location"] == visitor.at("sent")
    assert "Another" in visitor.answer("worry", 409, worry="Another", danger="no"), "too late, and not lost"
    (contact,) = received()
    assert contact.worry == "She was alone at night."


def test_after_sending_the_form_holds_no_answers_and_the_sender_still_has_a_copy(visitor):
    visitor.urgent()
    visitor.send()
    answer = visitor.client.get(visitor.at("copy.pdf"))
    assert answer.content.startswith(b"%PDF")
    assert visitor.ref in answer["Content-Disposition"]
    with acting(Actor.service("drafts"), TUESDAY):
        assert Draft.objects.get().contact_ref == visitor.ref


def test_who_leaves_no_address_sees_a_passphrase_once(visitor):
    visitor.start()
    visitor.answer("person", given_name="Rosa")
    visitor.answer("worry", worry="She was alone.", danger="no")
    visitor.answer("you", klass="anonymous", no_contact="on")
    visitor.send()
    assert "mash-passphrase" in visitor.go(visitor.at("sent"))
    assert "mash-passphrase" not in visitor.go(visitor.at("sent"))


def test_when_nothing_can_be_stored_the_page_says_telephone_and_keeps_the_text(visitor, world, monkeypatch):
    from mash.casework.intake.actions import drafts

    def broken(**_):
        raise OSError("disk")

    visitor.urgent()
    monkeypatch.setattr(drafts, "receive", broken)
    page = visitor.post(visitor.at("send"), status=503)
    assert "Not received: telephone" in page
    assert world.hubs["county"].phone in page
    assert "She was alone at night." in page
    assert received() == []
    monkeypatch.undo()
    assert visitor.send() == visitor.at("sent")


def test_who_is_not_sure_of_the_area_comes_to_the_first_hub_and_it_is_noted(visitor):
    visitor.start(area="not-sure")
    visitor.answer("person", given_name="Rosa")
    visitor.answer("worry", worry="She was alone.", danger="yes")
    assert "Call 999 before you go on" in visitor.go(visitor.at("about/you"))
    visitor.answer("you", klass="public", no_contact="on")
    visitor.send()
    (contact,) = received()
    assert contact.content["area"] == {"not_sure": True}


def test_nothing_goes_before_the_five_facts_are_answered(visitor):
    visitor.start()
    assert visitor.client.get(visitor.at("check"))["Location"] == visitor.at("about/person")
    assert visitor.send() == visitor.at("about/person")
    assert received() == []
