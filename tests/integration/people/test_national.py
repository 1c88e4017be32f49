"""The NHS register, from the question in the ledger to the record that somebody accepts."""

import json

import pytest
from django.db import connection, transaction
from tests.integration.people.national_world import NEW, ROSA, TWIN, Desk, a_patient, register

from mash.casework.matters.actions import grant, restrict
from mash.casework.matters.models import FurtherRecord
from mash.casework.national.models import Question
from mash.foundation.adapters.pds import Answer, Match, MemoryPds, Outcome
from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting
from mash.interfaces.worker import national
from mash.registers.people.clusters.queries import members
from mash.registers.people.models import Address, Person, ProtectedAddress, Record

pytestmark = pytest.mark.django_db

ASKED, ACCEPTED = "national:pds:asked", "national:pds:accepted"
NO_NUMBER = {
    "given_name": "Rosa",
    "family_name": "Bellweather",
    "born": {"day": 14, "month": 3, "year": 2017},
    "address": {"lines": "9 Mill Lane", "postcode": "ZZ1 7CD"},
}


@pytest.fixture(autouse=True)
def _a_register(settings):
    settings.MASH_PDS = "memory"
    register.clear()
    yield
    register.clear()


@pytest.fixture
def desk(world):
    return Desk(world)


def records(desk, who="screener"):
    with desk.acting(who):
        return list(Record.objects.filter(source__startswith="pds:"))


def lines(desk, who="screener"):
    with desk.acting(who):
        return sorted(Address.objects.values_list("lines", flat=True))


class TestAsking:
    def test_the_question_is_in_the_ledger_and_only_then_leaves(self, desk):
        register.keep(a_patient())
        desk.ask()
        assert register.asked == []
        assert desk.entries(ASKED) == [
            (
                ASKED,
                {
                    "purpose": "identify",
                    "sends": ["nhs_number", "family_name", "given_name", "born", "postcode"],
                },
            )
        ]

        assert desk.worker() == 1

        assert [what for _request, what in register.asked] == [ROSA]
        found = desk.question()
        assert (found.state, found.outcome, found.step, found.reason) == ("answered", "found", "number", "")
        assert len(desk.entries(ASKED)) == 1

    def test_no_transaction_is_open_while_the_register_is_asked(self, desk, monkeypatch):
        # The test's own transaction is the only one that is left.
        depth, seen = len(connection.savepoint_ids), []

        def noticed(self, number, **more):
            seen.append(len(connection.savepoint_ids))
            return Answer(Outcome.NONE)

        monkeypatch.setattr(MemoryPds, "by_number", noticed)
        desk.looked_up()
        assert seen == [depth]

    def test_the_ledger_has_codes_and_nobody_s_name_or_number(self, desk):
        register.keep(a_patient(NEW), replaces=ROSA)
        desk.looked_up()
        desk.accept()
        said = json.dumps(desk.entries(ASKED, ACCEPTED))
        assert ASKED in said
        assert ACCEPTED in said
        assert not [one for one in ("Bellweather", "Rosa", ROSA, NEW, "2017", "Mill") if one in said]

    def test_asked_twice_before_the_answer_it_is_one_question(self, desk):
        assert desk.ask().pk == desk.ask().pk
        assert len(desk.entries(ASKED)) == 1

    @pytest.mark.parametrize("who", ["police", "practitioner", "governance", "administrator"])
    def test_whoever_may_not_is_refused_and_it_is_recorded(self, desk, who):
        refused = desk.ask(who=who)
        assert isinstance(refused, Refused)
        assert refused.code == "accounts:role:lacks"
        assert desk.worker() == 0
        assert desk.entries("ledger:action:refused")[-1][1]["code"] == "accounts:role:lacks"

    def test_an_unknown_purpose_is_refused(self, desk):
        assert desk.ask(purpose="curiosity").code == "national:pds:no-purpose"
        assert desk.entries(ASKED) == []

    def test_where_the_setting_is_off_nothing_is_asked(self, desk, settings):
        desk.ask()
        settings.MASH_PDS = "off"
        assert desk.ask().code == "national:pds:off"
        assert desk.worker() == 0
        assert register.asked == []

    def test_a_record_that_says_too_little_is_not_asked_about(self, world):
        desk = Desk(world, said={"given_name": "Rosa", "born": {"year": 2017}})
        assert desk.ask().code == "national:pds:too-little"

    def test_another_hub_sees_no_question(self, desk):
        desk.looked_up()
        for who in ("city-screener", "police", "governance"):
            with desk.acting(who):
                assert not Question.objects.exists(), who
        with desk.acting("decider"):
            assert Question.objects.count() == 1


class TestAnswers:
    def test_by_details_without_the_postcode_so_that_the_restricted_are_found(self, world):
        desk = Desk(world, said=NO_NUMBER)
        register.keep(a_patient(restricted=True))
        found = desk.looked_up()
        assert (found.outcome, found.step) == ("found", "details")
        assert found.matches[0]["score"] == 1
        assert found.matches[0]["said"]["whereabouts_withheld"] is True

    def test_too_many_are_asked_again_with_the_postcode(self, world):
        desk = Desk(world, said=NO_NUMBER)
        register.keep(a_patient())
        register.keep(a_patient(TWIN, address=None))
        found = desk.looked_up()
        assert (found.outcome, found.step) == ("found", "narrowed")
        assert [what.postcode for _, what in register.asked] == ["", "ZZ1 7CD"]

    def test_too_many_without_a_postcode_stay_too_many(self, world):
        desk = Desk(world, said={**NO_NUMBER, "address": {}})
        register.keep(a_patient())
        register.keep(a_patient(TWIN))
        found = desk.looked_up()
        assert (found.outcome, found.step, found.matches) == ("too-many", "details", [])

    def test_nobody_by_details_is_asked_for_what_sounds_alike(self, world):
        desk = Desk(world, said={**NO_NUMBER, "family_name": "Belwether"})
        register.keep(a_patient())
        found = desk.looked_up()
        assert (found.outcome, found.step, found.matches[0]["score"]) == ("found", "fuzzy", 0.8)

    def test_a_number_that_nobody_has_is_followed_by_the_details(self, desk):
        register.keep(a_patient(TWIN))
        found = desk.looked_up()
        assert (found.outcome, found.step) == ("found", "details")
        assert found.matches[0]["said"]["nhs_number"] == TWIN

    def test_several_are_kept_the_best_first(self, desk):
        register.failure = Answer(
            Outcome.SEVERAL,
            tuple(Match(one, score) for one, score in [(a_patient(), 0.9), (a_patient(TWIN), 0.7)]),
        )
        found = desk.looked_up()
        assert [(one["said"]["nhs_number"], one["score"]) for one in found.matches] == [
            (ROSA, 0.9),
            (TWIN, 0.7),
        ]

    def test_a_failure_is_tried_again_when_the_register_says_and_then_given_up(self, desk):
        register.failure = Answer(Outcome.FAILED, reason="TOO_MANY_REQUESTS", retry=True, wait=30)
        desk.ask()
        assert desk.worker() == 1
        assert desk.question().state == "waiting"
        assert desk.worker(29) == 0
        assert desk.worker(1) == 1
        for _ in range(3):
            assert desk.worker(2000) == 1
        assert (desk.question().state, desk.question().reason) == ("failed", "TOO_MANY_REQUESTS")
        assert desk.worker(2000) == 0
        assert len({request for request, _ in register.asked}) == 1, "every try is the same request"

    def test_what_will_not_get_better_is_not_tried_again(self, desk):
        register.failure = Answer(Outcome.FAILED, reason="ACCESS_DENIED")
        assert desk.looked_up().state == "failed"
        assert desk.worker(4000) == 0

    def test_a_try_that_was_cut_off_is_begun_anew_and_no_sooner(self, desk, monkeypatch):
        def killed(self, number, **more):
            raise KeyboardInterrupt

        desk.ask()
        with monkeypatch.context() as cut:
            cut.setattr(MemoryPds, "by_number", killed)
            with pytest.raises(KeyboardInterrupt):
                desk.worker()
        assert desk.worker(299) == 0
        assert desk.worker(1) == 1
        assert desk.question().state == "answered"


class TestAccepting:
    def test_it_becomes_another_record_and_changes_none(self, desk):
        register.keep(a_patient())
        desk.identify()
        before = desk.subject().record.said
        desk.looked_up()

        record = desk.accept()

        assert isinstance(record, Record)
        assert (record.source, record.agency, record.key) == (f"pds:{desk.question().public_id}", "", "")
        assert record.said == {
            "given_name": "Rosa",
            "middle_name": "May",
            "family_name": "Bellweather",
            "born": {"day": 14, "month": 3, "year": 2017},
            "sex": "female",
            "nhs_number": ROSA,
            "address": {"lines": "9 Mill Lane, Ostermarch", "postcode": "ZZ1 7CD"},
            "phone": "01632960777",
            "gp": "Y12345",
        }
        assert desk.subject().record.said == before
        with desk.acting():
            held = members(desk.subject().person)
        assert [(one.record, one.human) for one in held] == [
            (desk.subject().record.public_id, True),
            (record.public_id, True),
        ]
        assert lines(desk) == ["4 Tannery Row, Ostermarch", "9 Mill Lane, Ostermarch"]
        question = desk.question()
        assert desk.entries(ACCEPTED) == [
            (ACCEPTED, {"question": question.public_id, "superseded": False, "restricted": False})
        ]
        assert (question.accepted_id, question.matches) == (record.pk, [])

    def test_before_anybody_said_who_they_are_it_waits_with_the_subject(self, desk):
        register.keep(a_patient())
        desk.looked_up()
        record = desk.accept()
        assert isinstance(record, Record)
        assert [one.pk for one in records(desk)] == [record.pk]
        with desk.acting():
            assert not record.identifications.exists()
        person = desk.identify()
        with desk.acting():
            assert record.identifications.get(undone_at__isnull=True).person_id == person.pk
            assert Person.objects.get(pk=person.pk).phone == "01632960777"

    def test_identified_otherwise_both_records_move(self, desk):
        register.keep(a_patient())
        first = desk.identify()
        desk.looked_up()
        record = desk.accept()
        second = desk.identify(None)
        assert second.pk != first.pk
        with desk.acting():
            assert record.identifications.get(undone_at__isnull=True).person_id == second.pk

    def test_a_superseded_number_is_kept_with_its_kind(self, desk):
        register.keep(a_patient(NEW), replaces=ROSA)
        desk.identify()
        desk.looked_up()
        said = desk.accept().said
        assert said["nhs_number"] == NEW
        assert said["identifiers"] == [{"kind": "nhs-number-superseded", "value": ROSA}]
        assert desk.entries(ACCEPTED)[0][1]["superseded"] is True

    def test_a_death_is_kept_with_who_gave_notice(self, desk):
        register.keep(a_patient(died="2026-02-03", death_notice="formal"))
        desk.looked_up()
        said = desk.accept().said
        assert (said["died"], said["death_notice"]) == ({"day": 3, "month": 2, "year": 2026}, "formal")

    def test_of_a_restricted_patient_no_address_enters(self, desk):
        register.keep(a_patient(restricted=True))
        desk.identify()
        desk.looked_up()
        said = desk.accept().said
        assert not said.keys() & {"address", "phone", "email", "gp"}
        assert said["whereabouts_withheld"] is True
        assert lines(desk) == ["4 Tannery Row, Ostermarch"]
        with desk.acting():
            assert not ProtectedAddress.objects.exists()
        assert desk.entries(ACCEPTED)[0][1]["restricted"] is True

    def test_twice_is_once(self, desk):
        register.keep(a_patient())
        desk.looked_up()
        stale = desk.question()
        assert isinstance(desk.accept(question=stale), Record)
        assert desk.accept(question=stale).code == "national:pds:not-there"
        assert len(records(desk)) == 1

    @pytest.mark.parametrize("place", [-1, 1])
    def test_a_match_that_is_not_there(self, desk, place):
        register.keep(a_patient())
        desk.looked_up()
        assert desk.accept(place).code == "national:pds:not-there"

    def test_whoever_may_not(self, desk):
        register.keep(a_patient())
        desk.looked_up()
        assert desk.accept(who="practitioner").code == "accounts:role:lacks"
        assert records(desk) == []

    def test_what_nobody_accepts_is_forgotten_after_a_day(self, desk):
        register.keep(a_patient())
        desk.looked_up()
        assert national.forget_answers(at=desk.now) == 0
        desk.worker(86_401)
        assert national.forget_answers(at=desk.now) == 1
        found = desk.question()
        assert (found.matches, found.outcome, found.state) == ([], "found", "answered")
        assert national.forget_answers(at=desk.now) == 0


class TestWhoSeesIt:
    @pytest.fixture
    def accepted(self, desk):
        register.keep(a_patient())
        desk.identify()
        desk.looked_up()
        desk.accept()
        return desk

    def test_the_record_with_the_matter_and_nobody_else(self, accepted):
        assert len(records(accepted, "decider")) == 1
        for who in ("city-screener", "police", "governance", "practitioner"):
            assert records(accepted, who) == [], who
            with accepted.acting(who):
                assert not FurtherRecord.objects.exists(), who

    def test_the_address_goes_away_with_a_restricted_matter(self, accepted):
        """Known to others by an open case, the person keeps what the open case says."""
        other = Desk(accepted.world)
        other.identify(accepted.subject().person)
        assert "9 Mill Lane, Ostermarch" in lines(accepted, "decider")
        by = accepted.by("manager")
        with acting(by, accepted.now):
            assert restrict(
                by=by, at=accepted.now, matter=accepted.subject("manager").matter, restriction="restricted"
            )
        assert "9 Mill Lane, Ostermarch" not in lines(accepted, "decider")
        assert "4 Tannery Row, Ostermarch" in lines(accepted, "decider")
        assert records(accepted, "decider") == []
        assert "9 Mill Lane, Ostermarch" in lines(accepted, "manager")
        assert len(records(accepted, "manager")) == 1
        assert findable(accepted, "decider") == set()
        assert len(findable(accepted, "manager")) == 1

    def test_a_practitioner_sees_it_while_they_have_the_case(self, accepted):
        by = accepted.by("manager")
        with acting(by, accepted.now):
            matter = accepted.subject("manager").matter
            assert grant(
                by=by,
                at=accepted.now,
                matter=matter,
                user=accepted.world.users["practitioner"],
                reason="visits",
            )
        assert len(records(accepted, "practitioner")) == 1

    def test_nobody_changes_or_writes_an_answer_by_hand(self, accepted):
        with accepted.acting(), transaction.atomic():
            assert Question.objects.update(outcome="none") == 0


def findable(desk, who):
    with acting(desk.by("manager"), desk.now):
        numbers = list(Record.objects.filter(source__startswith="pds:").values_list("pk", flat=True))
    with desk.acting(who), connection.cursor() as cursor:
        cursor.execute("SELECT mash.findable(%s::bigint[])", [numbers])
        return {number for (number,) in cursor.fetchall()}
