"""The NHS register at the desk: what leaves, what comes back in words, and what is kept of it."""

import re
from datetime import timedelta

import pytest
from tests.integration.cases_web import steps
from tests.integration.cases_web.conftest import Room, arrive
from tests.integration.cases_web.steps import text
from tests.integration.people.national_world import NEW, ROSA, TWIN, a_patient, answer_all, register

from mash.casework.intake.arrival import PersonSaid
from mash.foundation.adapters.pds import Answer, Match, Outcome
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.interfaces.worker import national
from mash.registers.people.models import Record

pytestmark = pytest.mark.django_db

PAGE = "people/0/pds"
BUTTON = "Look up in the NHS register (PDS)"


@pytest.fixture(autouse=True)
def _a_register(settings):
    settings.MASH_PDS = "memory"
    register.clear()
    yield
    register.clear()


def words(response):
    """What a page says, on one line."""
    return " ".join(text(response).split())


def looked_up(room, place=0):
    assert room("screener").post(f"people/{place}/pds", purpose="identify").status_code == 302
    assert answer_all(at=now()) == 1
    return room("screener").get(f"people/{place}/pds")


def ref_of(response):
    return re.search(r'name="question" value="(\w+)"', response.content.decode())[1]


def events(room):
    with acting(room.world.actor("governance"), now()):
        return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def records(room, who="screener"):
    with acting(room.world.actor(who), now()):
        return list(Record.objects.filter(source__startswith="pds:"))


class TestTheButton:
    def test_it_is_there_for_each_person_where_the_setting_is_on(self, room):
        page = room("screener").get("people").content.decode()
        assert page.count(BUTTON) == 2
        assert f"/cases/{room.ref}/people/1/pds" in page

    def test_it_is_not_there_and_the_page_is_not_where_it_is_off(self, room, settings):
        settings.MASH_PDS = "off"
        assert BUTTON not in text(room("screener").get("people"))
        assert room("screener").get(PAGE).status_code == 404
        assert room("screener").post(PAGE, purpose="identify").status_code == 404

    @pytest.mark.parametrize(
        ("who", "status"), [("practitioner", 403), ("police", 403), ("city-screener", 404)]
    )
    def test_who_may_not_ask_cannot(self, room, who, status):
        assert room(who).get(PAGE).status_code == status
        assert room(who).post(PAGE, purpose="identify").status_code == status
        assert "national:pds:asked" not in events(room)


class TestAsking:
    def test_the_page_says_what_would_leave(self, room):
        page = words(room("screener").get(PAGE))
        for one in ("999 000 0018", "Bellweather", "Rosa", "14 March 2017", "ZZ1 4AB"):
            assert one in page
        assert "Tannery Row" not in page

    def test_without_a_purpose_nothing_leaves(self, room):
        page = room("screener").post(PAGE)
        assert "Choose what the register is asked for" in text(page)
        assert answer_all(at=now()) == 0

    def test_a_purpose_that_is_none(self, room):
        assert room("screener").post(PAGE, purpose="curiosity").status_code == 200
        assert answer_all(at=now()) == 0

    def test_until_it_answers_the_page_says_so_and_offers_no_second_question(self, room):
        room("screener").post(PAGE, purpose="identify")
        page = words(room("screener").get(PAGE))
        assert "has not answered yet" in page
        assert "Ask the NHS register" not in page

    def test_a_record_that_says_too_little_has_a_reason_beside_the_button(self, world):
        room = Room(world, arrive(people=(PersonSaid(role="subject", said={"given_name": "Rosa"}),)))
        assert "Neither is recorded" in words(room("screener").get(PAGE))
        assert "Neither is recorded" in words(room("screener").post(PAGE, purpose="identify"))
        assert "national:pds:asked" not in events(room)

    def test_a_person_who_is_not_there(self, room):
        assert room("screener").get("people/7/pds").status_code == 404


class TestEveryOutcome:
    def test_one_match_by_the_number_beside_the_record(self, room):
        register.keep(a_patient())
        page = words(looked_up(room))
        assert "The register has one match." in page
        assert "It was asked by the NHS number." in page
        assert "9 Mill Lane, Ostermarch" in page
        assert "Different" in page
        assert "score" not in page

    def test_one_match_with_its_score(self, room):
        register.failure = Answer(Outcome.FOUND, (Match(a_patient(), 0.82),))
        assert "Match 1: score 0.82 of 1" in words(looked_up(room))

    def test_several(self, room):
        register.failure = Answer(Outcome.SEVERAL, (Match(a_patient(), 1.0), Match(a_patient(TWIN), 0.7)))
        page = words(looked_up(room))
        assert "several matches" in page
        assert "Match 1: agrees exactly" in page
        assert "Match 2: score 0.70 of 1" in page

    def test_nobody(self, room):
        page = words(looked_up(room))
        assert "Nobody in the register agrees" in page
        assert "Keep this as a record" not in page

    def test_too_many(self, room):
        register.failure = Answer(Outcome.TOO_MANY)
        assert "it names none of them" in words(looked_up(room))

    def test_nobody_with_the_postcode_says_whom_that_leaves_out(self, room):
        register.keep(a_patient(NEW, given=("Tomas",), born="2019-08-02", address=None))
        register.keep(a_patient(TWIN, given=("Tomas",), born="2019-08-02", address=None))
        page = words(looked_up(room, place=1))
        assert "leaves out everybody whose record is restricted" in page

    def test_a_superseded_number(self, room):
        register.keep(a_patient(NEW), replaces=ROSA)
        page = words(looked_up(room))
        assert "not in use any more" in page
        assert "999 000 0026" in page

    def test_a_withdrawn_number(self, room):
        register.failure = Answer(Outcome.NONE, reason="INVALIDATED_RESOURCE")
        assert "was withdrawn" in words(looked_up(room))

    def test_a_restricted_person(self, room):
        register.keep(a_patient(restricted=True))
        page = words(looked_up(room))
        assert "Restricted: the register tells nobody where this person is" in page
        assert "Mill Lane" not in page

    def test_a_person_who_has_died(self, room):
        register.keep(a_patient(died="2026-02-03", death_notice="informal"))
        page = words(looked_up(room))
        assert "this person has died" in page
        assert "3 February 2026, told by a local NHS organisation" in page

    def test_no_answer(self, room):
        register.failure = Answer(Outcome.FAILED, reason="ACCESS_DENIED")
        page = words(looked_up(room))
        assert "did not answer (ACCESS_DENIED)" in page
        assert "Ask again" in page


class TestAccepting:
    def test_it_becomes_a_record_of_the_case_that_the_person_shows(self, room):
        register.keep(a_patient(NEW, died="2026-02-03", death_notice="formal"), replaces=ROSA)
        steps.identify(room)
        page = looked_up(room)
        done = room("screener").post(PAGE, match="1", question=ref_of(page))
        assert (done.status_code, done["Location"]) == (302, f"/cases/{room.ref}/people")
        (record,) = records(room)
        assert record.said["nhs_number"] == NEW
        assert events(room).count("national:pds:asked") == 1
        assert events(room).count("national:pds:accepted") == 1
        assert "accepted and is a record" in words(room("screener").get(PAGE))
        with acting(room.world.actor("screener"), now()):
            person = record.identifications.get().person.public_id
        page = words(room("screener").client.get(f"/people/{person}/"))
        assert "NHS register (PDS)" in page
        assert "NHS number no longer in use" in page
        assert "the registrar of deaths gave notice" in page

    def test_kept_before_anybody_is_named_it_points_to_whom_it_may_be(self, room):
        """The teacher knew no number of Tomas; the register's leads to the one who is known by it."""
        other = Room(
            room.world,
            arrive(
                people=(
                    PersonSaid(
                        role="subject",
                        said={"given_name": "Thomas", "family_name": "Bell", "nhs_number": NEW},
                    ),
                )
            ),
        )
        assert other("screener").post("people", **{"who-0": "new"}).status_code == 302
        assert "Thomas Bell" not in text(room("screener").get("people"))
        register.keep(a_patient(NEW, given=("Tomas",), born="2019-08-02"))
        page = looked_up(room, place=1)
        assert room("screener").post("people/1/pds", match="1", question=ref_of(page)).status_code == 302
        assert "Thomas Bell" in text(room("screener").get("people"))

    @pytest.mark.parametrize(
        "sent", [{"match": "2"}, {"match": "0"}, {"match": "x"}, {"match": "1", "question": "OTHER"}]
    )
    def test_wrong_input_keeps_nothing(self, room, sent):
        register.keep(a_patient())
        page = looked_up(room)
        refused = room("screener").post(PAGE, **{"question": ref_of(page), **sent})
        assert "This answer is not kept any more" in words(refused)
        assert records(room) == []

    def test_sent_twice_it_is_one_record(self, room):
        register.keep(a_patient())
        sent = {"match": "1", "question": ref_of(looked_up(room))}
        assert room("screener").post(PAGE, **sent).status_code == 302
        assert room("screener").post(PAGE, **sent).status_code == 200
        assert len(records(room)) == 1

    def test_what_was_forgotten_is_said(self, room):
        register.keep(a_patient())
        looked_up(room)
        national.forget_answers(at=now() + timedelta(days=2))
        page = words(room("screener").get(PAGE))
        assert "is not kept any more, since nobody accepted it" in page
        assert "Mill Lane" not in page

    def test_of_nobody_there_is_nothing_to_forget(self, room):
        looked_up(room)
        national.forget_answers(at=now() + timedelta(days=2))
        assert "not kept any more" not in words(room("screener").get(PAGE))
