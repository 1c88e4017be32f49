"""The queue of pairs: what comes first, what an answer does, and the blind second look."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from tests.integration.agency.asking import a_case
from tests.integration.people.clusters_world import FEED, alike
from tests.integration.people_web.steps import hide

from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.actions import identify_subject
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service
from mash.registers.people.clusters import arrivals
from mash.registers.people.models import Fact, Statement
from mash.registers.people.review import outcomes, queries, rules
from mash.registers.people.review.models import ReviewDecision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_looks(monkeypatch):
    """Chance brings no pair back, unless a test says so."""
    monkeypatch.setattr(rules, "SECOND_LOOK", 2**64)


@pytest.fixture
def unsure(register):
    """Records a and b, of whom the machine is not sure."""
    register.weights = alike("ab", weight=0.2)
    register.arrive("a", "b")
    return register.public("a"), register.public("b")


def answer(client, pair, what, reason=""):
    a, b = pair
    return client.post("/people/review/", {"a": a, "b": b, "answer": what, "reason": reason})


def queue(world, who="screener"):
    with acting(world.actor(who), now()):
        return [{one.a.record, one.b.record} for one in queries.queue(world.actor(who), now())]


def facts(world):
    with acting(world.actor("manager"), now()), as_service("matching"):
        return [one.kind for one in Fact.objects.filter(undone_at__isnull=True)]


def decisions(world):
    with acting(world.actor("manager"), now()):
        return list(ReviewDecision.objects.order_by("pk"))


def test_a_pair_stands_side_by_side_with_how_likely_it_is(unsure, sign_in):
    text = sign_in().get("/people/review/").text
    assert "The machine is not sure" in text
    assert "almost certainly (99%)" in text
    assert "Different</strong>" in text
    assert text.index('value="same"') < text.index('value="different"') < text.index('value="unsure"')
    assert 'accesskey="1"' in text


def test_same_person_joins_them_and_the_next_pair_comes(world, register, unsure, sign_in):
    client = sign_in()
    said = answer(client, unsure, "same", "Asked the school")
    assert said.status_code == 302
    assert said.url == "/people/review/#pair"
    assert "Recorded: same person" in client.get("/people/review/").text
    assert register.person("a") == register.person("b")
    assert facts(world) == ["always"]
    (kept,) = decisions(world)
    assert (kept.answer, kept.look, kept.probability, kept.by_user) == (
        "same",
        1,
        0.99,
        world.users["screener"].pk,
    )


def test_two_persons_stay_apart_and_do_not_come_again(world, register, unsure, sign_in):
    answer(sign_in(), unsure, "different")
    assert facts(world) == ["never"]
    assert queue(world) == queue(world, "decider") == []


def test_cannot_tell_goes_to_others(world, unsure, sign_in):
    answer(sign_in(), unsure, "unsure")
    assert facts(world) == []
    assert queue(world) == []
    assert queue(world, "decider") == [set(unsure)]


def test_sent_twice_it_is_said_once(world, unsure, sign_in):
    client = sign_in()
    assert [answer(client, unsure, "same").status_code for _ in range(2)] == [302, 302]
    assert len(decisions(world)) == 1


def test_a_colleague_was_quicker_and_the_note_stays(world, unsure, sign_in):
    answer(sign_in("decider"), unsure, "same")
    late = answer(sign_in(), unsure, "different", "The mother told me")
    assert "somebody was quicker" in late.text
    assert "The mother told me" in late.text
    assert facts(world) == ["always"]


def test_an_undone_answer_brings_the_pair_back(world, unsure, sign_in):
    client = sign_in()
    answer(client, unsure, "same")
    with acting(world.actor("screener"), now()):
        said = Statement.objects.get()
    client.post(f"/people/statements/{said.public_id}/undo")
    assert queue(world) == [set(unsure)]
    assert answer(client, unsure, "different").status_code == 302
    assert facts(world) == ["never"]


def test_no_answer_is_said_in_a_sentence(unsure, sign_in):
    assert "Say whether they are the same person." in answer(sign_in(), unsure, "").text


def test_an_open_case_comes_before_what_is_less_likely_to_matter(world, register, sign_in):
    case = a_case(now() - timedelta(minutes=5), "amber", world)
    register.weights = alike("ab", "cd", weight=0.2)
    register.arrive("a", "b", "c", "d")
    by, at = world.actor("screener"), now()
    with acting(by, at):
        subject = get_case(case).matter.subjects.select_related("record", "matter").first()
        identify_subject(by=by, at=at, subject=subject, person=register.person("c"), reason="Same")
    assert queue(world)[0] == {register.public("c"), register.public("d")}


def test_two_whom_people_named_are_not_joined_by_the_machine_but_come_to_review(world, register, sign_in):
    register.weights = alike("ab", weight=0.2)
    register.arrive("a", "b")
    for key in "ab":
        case = a_case(now(), "amber", world)
        by, at = world.actor("screener"), now()
        with acting(by, at):
            subject = get_case(case).matter.subjects.select_related("record", "matter").first()
            identify_subject(by=by, at=at, subject=subject, person=register.person(key), reason="Same")
    register.weights = alike("ab", weight=12.0)
    register.replace("b")
    assert register.person("a") != register.person("b")
    assert "People have named both" in sign_in().get("/people/review/").text


def test_one_person_with_two_nhs_numbers_is_looked_at(world, register, sign_in):
    register.weights = alike("ab", "cd")
    register.arrive("a", "c", "d")
    at = register.tick()
    with acting(world.actor("manager"), at):
        record = register.record("b", nhs_number="9990000026")
        arrivals.arrive(by=register.supplier, at=at, records=[record], links_of=register.links_of, cause=FEED)
    assert queue(world) == []
    register.replace("a", nhs_number="9990000018")
    assert queue(world) == [{register.public("a"), register.public("b")}]
    text = sign_in().get("/people/review/").text
    assert "One person with two NHS numbers" in text
    assert answer(sign_in(), (register.public("a"), register.public("b")), "different").status_code == 302
    assert register.person("a") != register.person("b")


def test_one_person_with_too_many_records_of_one_list_is_looked_at_and_can_be_split(world, register, sign_in):
    register.weights = alike("ab", "bc")
    register.arrive("a", "b")
    assert queue(world) == []
    register.arrive("c")
    a, c = register.public("a"), register.public("c")
    assert queue(world) == [{a, c}]  # the two with no link of their own
    text = sign_in().get("/people/review/").text
    assert "One person with very many records" in text
    assert "3 records of one agency’s list are in this person" in text
    assert f"/people/{register.person('a').public_id}/split" in text
    assert answer(sign_in(), (a, c), "same").status_code == 302
    assert queue(world) == queue(world, "decider") == []
    assert [one.kind for one in decisions(world)] == ["large"]
    register.weights |= alike("cd")
    register.now = now()
    register.arrive("d")  # more than whoever looked has seen
    assert len(queue(world)) == 1


def test_what_is_left_to_others_stays_in_their_queue(world, register, sign_in):
    register.weights = alike("ab", "bc")
    register.arrive("a", "b", "c")
    answer(sign_in(), (register.public("a"), register.public("c")), "unsure")
    assert queue(world) == []
    assert len(queue(world, "decider")) == 1


def test_a_person_in_many_hubs_cases_is_looked_at(world, register, sign_in, monkeypatch):
    case = a_case(now(), "amber", world)
    register.arrive("a")
    by, at = world.actor("screener"), now()
    with acting(by, at):
        subject = get_case(case).matter.subjects.select_related("record", "matter").first()
        identify_subject(by=by, at=at, subject=subject, person=register.person("a"), reason="Same")
    assert queue(world) == []
    monkeypatch.setattr(rules, "HUBS", 1)
    assert len(queue(world)) == 1
    assert "One person known in very many places" in sign_in().get("/people/review/").text
    hide(world, case)  # what is hidden counts for nobody
    assert queue(world) == []


def test_a_hidden_person_is_in_nobodys_queue(world, register, sign_in):
    case = a_case(now(), "amber", world)
    register.weights = alike("ab", weight=0.2)
    register.arrive("a", "b")
    by, at = world.actor("screener"), now()
    with acting(by, at):
        subject = get_case(case).matter.subjects.select_related("record", "matter").first()
        identify_subject(by=by, at=at, subject=subject, person=register.person("a"), reason="Same")
    assert len(queue(world)) == 1
    hide(world, case)
    assert queue(world) == []
    pair = register.public("a"), register.public("b")
    assert "somebody was quicker" in answer(sign_in(), pair, "same").text
    assert facts(world) == []


# The second look.


def test_a_second_reviewer_sees_it_blind_and_is_only_compared(world, unsure, sign_in, monkeypatch):
    monkeypatch.setattr(rules, "SECOND_LOOK", 1)
    first = sign_in().get("/people/review/").text
    answer(sign_in(), unsure, "same")
    assert queue(world) == []
    assert queue(world, "decider") == [set(unsure)]
    again = sign_in("decider").get("/people/review/").text
    assert pair_on(again) == pair_on(first)
    assert "second look" not in again.split("How it goes")[0].lower()
    answer(sign_in("decider"), unsure, "different")
    assert [(one.look, one.answer, one.statement_id is None) for one in decisions(world)] == [
        (1, "same", False),
        (2, "different", True),
    ]
    assert facts(world) == ["always"]
    assert "1 (100%)" in sign_in("manager").get("/people/review/").text
    assert "The second look said: two persons" in sign_in("manager").get("/people/review/disagreements/").text
    assert queue(world, "manager") == []


def pair_on(text):
    return text.split('id="pair"')[1].split("</form>")[0]


def test_answers_are_labelled_pairs_while_they_stand(world, register, unsure, sign_in):
    client = sign_in()
    answer(client, unsure, "same")
    with acting(world.actor("manager"), now()), as_service("matching"):
        (label,) = outcomes.labels()
    assert (label.same, label.probability, label.model) == (True, 0.99, "1")
    with acting(world.actor("screener"), now()):
        said = Statement.objects.get()
    client.post(f"/people/statements/{said.public_id}/undo")
    with acting(world.actor("manager"), now()), as_service("matching"):
        assert outcomes.labels() == []


# Together.


@pytest.fixture
def safe(world, register):
    """Two records with the same NHS number and date of birth, and one pair without."""
    register.weights = alike("ab", "cd", weight=0.2)
    at = register.tick()
    said = {"nhs_number": "9990000018", "born": {"day": 14, "month": 3, "year": 2017}}
    with acting(world.actor("manager"), at):
        records = [register.record(key, **said) for key in "ab"]
        arrivals.arrive(by=register.supplier, at=at, records=records, links_of=register.links_of, cause=FEED)
    register.arrive("c", "d")
    return register.public("a"), register.public("b")


def test_only_the_safe_class_is_answered_together(world, register, safe, sign_in):
    client = sign_in()
    text = client.get("/people/review/alike/").text
    assert text.count('type="checkbox"') == 1
    value = text.split('type="checkbox" value="')[1].split('"')[0]
    wrong = f"{register.public('c')} {register.public('d')}"
    assert client.post("/people/review/alike/", {"pair": wrong}).status_code == 200
    assert facts(world) == []
    assert client.post("/people/review/alike/", {"pair": value}).status_code == 302
    assert facts(world) == ["always"]
    assert register.person("a") == register.person("b")
    assert [one.bulk for one in decisions(world)] == [True]


# Who may, and what is recorded.


@pytest.mark.parametrize("who", ["police", "teacher", "governance", "practitioner", "administrator"])
def test_others_do_not_review(unsure, sign_in, who):
    for path in ("", "alike/", "disagreements/"):
        assert sign_in(who).get(f"/people/review/{path}").status_code == 403
    assert answer(sign_in(who), unsure, "same").status_code == 403


def test_the_ledger_names_both(world, unsure, sign_in):
    sign_in().get("/people/review/")
    answer(sign_in(), unsure, "same")
    with acting(world.actor("screener"), now()):
        events = list(Entry.objects.order_by("pk").values_list("event", flat=True))
    assert events[-3:] == ["people:pair:shown", "people:pair:always", "people:pair:reviewed"]


def test_what_was_said_is_never_changed(world, unsure, sign_in):
    answer(sign_in(), unsure, "same")
    with acting(world.actor("manager"), now()), as_service("matching"):
        with pytest.raises(ProgrammingError), transaction.atomic():
            ReviewDecision.objects.update(answer="different")
        with pytest.raises(ProgrammingError), transaction.atomic():
            ReviewDecision.objects.all()._raw_delete("default")


def test_weeks_count_what_was_decided_and_how_often_two_looks_differ(world, unsure, sign_in, monkeypatch):
    monkeypatch.setattr(rules, "SECOND_LOOK", 1)
    assert "Nothing was reviewed in twelve weeks." in sign_in().get("/people/review/disagreements/").text
    answer(sign_in(), unsure, "same")
    answer(sign_in("decider"), unsure, "different")
    with acting(world.actor("screener"), now()):
        (week,) = outcomes.weeks(now())
    assert (week.same, week.different, week.unsure, week.second_looks, week.differing) == (1, 0, 0, 1, 1)
    assert "Of 1 second looks 1 differ from the first." in sign_in().get("/people/review/disagreements/").text
