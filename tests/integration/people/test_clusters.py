"""Living clusters in the database: they arrive, leave, are joined, split and undone, and equal batch throughout."""

from __future__ import annotations

import pytest
from tests.integration.casework.test_main_job import arrive as a_contact
from tests.integration.people.clusters_world import Register, alike, groups

from mash.casework.intake.arrival import PersonSaid
from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service
from mash.registers.people.actions import identify, relate
from mash.registers.people.clusters import arrivals, ports, queries
from mash.registers.people.clusters.ports import Hanging
from mash.registers.people.clusters.splits import decide_split, split
from mash.registers.people.clusters.statements import join, place, say_always, say_never, undo
from mash.registers.people.models import (
    Fact,
    Identification,
    Merge,
    Person,
    PersonChange,
    Record,
    Statement,
    Withdrawal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(world):
    found = Register(world)
    found.model()
    return found


@pytest.fixture(autouse=True)
def open_cases(monkeypatch):
    """Persons (by number) on whose case somebody works: here the test says so, and not casework."""
    persons: set[int] = set()
    monkeypatch.setattr(ports, "has_open_case", [lambda people: any(one.pk in persons for one in people)])
    return persons


def say(register, action, *, who="screener", **rest):
    at = register.tick()
    with acting(register.world.actor(who), at):
        return action(by=register.world.actor(who), at=at, **rest)


def joined(register, a, b, **rest):
    found = say(
        register, join, person=register.person(a), other=register.person(b), reason="Same child", **rest
    )
    assert isinstance(found, Statement), found
    return found


def parted(register, person, *keys, **rest):
    return say(
        register,
        split,
        person=person,
        records=[register.public(key) for key in keys],
        reason="Two children",
        **rest,
    )


def the_contact(register, **said):
    """A subject of a contact at the hub: given names of the people in it."""
    at = register.tick()
    people = (PersonSaid(role="subject", said={"given_name": "Rosa", "family_name": "B", **said}),)
    contact = a_contact(people=people)
    with acting(register.world.actor("screener"), at):
        return Subject.objects.select_related("record", "matter").get(matter=contact.matter_id)


def identified(register, subject, person=None, **rest):
    found = say(register, identify_subject, subject=subject, person=person, reason="Asked school", **rest)
    assert isinstance(found, Subject), found
    return found.person


# Arrival and withdrawal.


def test_a_record_alone_becomes_a_person_with_what_it_says(register):
    register.arrive("a")
    with acting(register.world.actor("screener"), register.now):
        person = Person.objects.get(public_id=register.who()["a"])
    assert (person.given_name, person.family_name, person.family_key) == ("Rosa", "A", "a")


def test_linked_records_are_one_person_and_the_first_stands_for_all(register):
    register.weights = alike("ab", "bc")
    register.arrive("a")
    first = register.person("a")
    register.arrive("c")
    register.arrive("b")
    assert register.who() == dict.fromkeys("abc", first.public_id)


def test_a_link_below_the_automatic_weight_is_kept_and_joins_nobody(register):
    register.weights = alike("ab", weight=0.4)
    register.arrive("a", "b")
    assert register.groups() == groups("a", "b")


def test_without_a_model_in_force_nothing_is_linked(world):
    register = Register(world, weights=alike("ab"))
    register.arrive("a", "b")
    assert register.groups() == groups("a", "b")


def test_a_bridge_that_is_withdrawn_leaves_each_as_who_they_were(register):
    register.arrive("a", "c")
    before = register.who()
    register.weights = alike("ab", "bc")
    register.arrive("b")
    assert register.groups() == groups("abc")
    register.withdraw("b")
    assert register.who() == before
    with acting(register.world.actor("screener"), register.now):
        assert not Merge.objects.exists()


def test_a_person_without_any_record_is_kept_and_comes_back_with_it(register):
    register.arrive("a")
    before = register.who()
    person = register.person("a")
    register.withdraw("a")
    assert register.who() == {}
    register.arrive("a")
    assert register.who() == before
    with acting(register.world.actor("screener"), register.now):
        kinds = [one.kind for one in queries.history(person)]
    assert kinds == ["restored", "gained", "retired", "lost", "founded"]


def test_the_next_record_holds_a_person_whose_first_is_withdrawn(register):
    register.weights = alike("ab")
    register.arrive("a")
    register.arrive("b")
    person = register.person("a")
    register.withdraw("a")
    assert register.person("b") == person
    # What the agency supplies again later is weighed anew, and takes nothing with it.
    register.weights = {}
    register.arrive("a")
    assert register.person("b") == person != register.person("a")


def test_an_agencys_change_keeps_the_person_and_weighs_anew(register):
    register.weights = alike("ab")
    register.arrive("a")
    register.arrive("b")
    person = register.person("b")
    register.replace("b", given_name="Rose")
    assert register.person("b") == person
    register.weights = {}
    register.replace("b", given_name="Tomas")
    assert register.groups() == groups("a", "b")
    assert register.person("a") == person


def test_a_bridge_that_an_agency_changes_holds_no_more(register):
    register.arrive("a", "c")
    before = register.who()
    register.weights = alike("ab", "bc")
    register.arrive("b")
    register.weights = {}
    register.replace("b", given_name="Tomas")
    after = register.who()
    assert {key: after[key] for key in "ac"} == before
    assert register.groups() == groups("a", "b", "c")


def test_batch_gives_what_arrivals_give(world):
    one_by_one = Register(world, weights={**alike("ab", "cd", weight=12), **alike("bc", "ad", weight=9)})
    one_by_one.model()
    for key in "dcba":
        one_by_one.arrive(key)
    assert one_by_one.groups() == groups("abcd")
    before = one_by_one.who()
    with acting(world.actor("manager"), one_by_one.tick()):
        outcome = arrivals.link_all(
            by=world.actor("manager"), at=one_by_one.now, links=[], cause=Ref("model", "1")
        )
    assert (outcome.moved, outcome.founded, one_by_one.who()) == (0, [], before)


def test_what_an_import_left_is_placed_batch_by_batch(register):
    register.weights = alike("ab", "bc", "de")
    register.arrive("a", "b", "c")
    before = register.who()
    manager, at = register.world.actor("manager"), register.tick()
    with acting(manager, at):
        for key in "def":
            register.record(key)
        with as_service("matching"):
            Withdrawal.objects.create(record=register.live("b"), at=at, by="service:feeds", cause="gone")
        steps, after = 0, 0
        while done := arrivals.catch_up(by=manager, at=at, links_of=register.links_of, limit=2, after=after):
            _, after = done
            steps += 1
    assert steps == 2
    assert register.groups() == groups("a", "c", "de", "f") == register.batch()
    assert register.who()["a"] == before["a"] != register.who()["c"]
    with acting(register.world.actor("governance"), at):
        entry = Entry.objects.filter(event="people:record:arrived").latest("pk")
        assert (entry.payload["records"], entry.payload["gone"]) == (1, 0)


# A contact's record is a human's to identify.


def test_a_contacts_record_is_of_nobody_until_a_human_says_so(register):
    subject = the_contact(register)
    register.weights = {frozenset({subject.record.public_id, "a"}): 20.0}
    register.arrive("a")
    at = register.tick()
    with acting(register.world.actor("screener"), at):
        arrivals.arrive(
            by=register.world.actor("screener"),
            at=at,
            records=[subject.record],
            links_of=register.links_of,
            cause=Ref("matter", subject.matter.ref),
        )
    assert register.groups() == groups("a")
    known = register.person("a")
    # What a human identifies as somebody new is linked from then on; the older identity stands.
    said = identified(register, subject)
    assert register.person("a") == known
    with acting(register.world.actor("screener"), register.now):
        assert queries.current(said) == known


def test_two_persons_whom_humans_named_are_not_joined_by_the_machine(register):
    one, two = the_contact(register), the_contact(register)
    first, second = identified(register, one), identified(register, two)
    register.weights = {
        frozenset({one.record.public_id, "a"}): 20.0,
        frozenset({two.record.public_id, "a"}): 15.0,
    }
    register.arrive("a")
    assert register.person("a") == first
    with acting(register.world.actor("screener"), register.now):
        assert queries.current(second) == second
    assert register.groups() == register.batch()


def test_who_a_human_named_stays_with_the_record_that_stood_for_them(register):
    register.weights = alike("ab")
    register.arrive("a")
    register.arrive("b")
    subject = the_contact(register)
    person = identified(register, subject, register.person("a"))
    assert register.groups() == {frozenset({"a", "b", subject.record.public_id})}
    say(register, say_never, a=register.public("a"), b=register.public("b"), reason="Cousins")
    assert register.person("a") == person != register.person("b")
    assert register.groups() == register.batch()


def test_a_human_may_change_their_mind_about_a_record(register):
    register.arrive("a", "b")
    subject = the_contact(register)
    identified(register, subject, register.person("a"))
    person = identified(register, subject, register.person("b"))
    assert person == register.person("b") != register.person("a")


def test_a_word_that_contradicts_another_is_refused_and_leaves_nothing(register):
    register.arrive("a", "b")
    one, two = the_contact(register), the_contact(register)
    identified(register, one, register.person("a"))
    say(register, say_never, a=register.public("a"), b=register.public("b"), reason="Twins")
    joining = say(register, join, person=register.person("a"), other=register.person("b"), reason="Same")
    assert isinstance(joining, Refused)
    assert joining.code == "people:fact:contradicts"
    identified(register, two, register.person("b"))
    with acting(register.world.actor("screener"), register.now):
        both = say_always(
            by=register.world.actor("screener"),
            at=register.now,
            a=one.record.public_id,
            b=two.record.public_id,
            reason="Same",
        )
        assert isinstance(both, Refused)
        assert Fact.objects.count() == 1
    assert register.groups() == register.batch()


# Join, split, undo.


def test_a_join_is_undone_to_exactly_what_was(register):
    register.weights = alike("ab", "cd")
    register.arrive("a")
    register.arrive("b", "c", "d")
    before = register.who()
    statement = joined(register, "b", "c")
    assert register.groups() == groups("abcd")
    assert set(register.who().values()) == {before["a"]}
    undone = say(register, undo, statement=statement)
    assert isinstance(undone, Statement)
    assert register.who() == before
    with acting(register.world.actor("screener"), register.now), as_service("matching"):
        assert not Merge.objects.exists()
        # Nobody's records were moved: they are identified as they were all along.
        assert not Identification.objects.filter(undone_at__isnull=False).exists()


def test_what_was_joined_is_joined_once(register):
    register.arrive("a", "b")
    joined(register, "a", "b")
    again = say(register, join, person=register.person("a"), other=register.person("b"), reason="Same")
    assert isinstance(again, Refused)
    assert again.code == "people:person:already-one"


def test_a_split_stands_against_the_machine_and_is_undone_to_exactly_what_was(register):
    register.weights = alike("ab", "bc", "cd", "ad")
    for key in "abcd":
        register.arrive(key)
    before = register.who()
    person = register.person("a")
    statement = parted(register, person, "a", "d")
    assert isinstance(statement, Statement)
    assert register.groups() == groups("ad", "bc")
    # Those who stay are who they were, also where the first record leaves.
    assert register.person("b") == person
    register.replace("b")
    assert register.groups() == groups("ad", "bc") == register.batch()
    say(register, undo, statement=statement)
    assert register.who() == before


def test_those_who_were_once_two_leave_each_other_as_who_they_were(register):
    register.arrive("a", "c")
    before = register.who()
    register.weights = alike("ab", "bc")
    register.arrive("b")
    assert register.groups() == groups("abc")
    parted(register, register.person("a"), "a", "b")
    assert register.who() == {**before, "b": before["a"]}


def test_a_contacts_record_leaves_with_the_word_about_it_and_comes_back_with_it(register):
    register.arrive("a")
    subject = the_contact(register)
    person = identified(register, subject, register.person("a"))
    before = register.who()
    at = register.tick()
    screener = register.world.actor("screener")
    with acting(screener, at):
        statement = split(
            by=screener, at=at, person=person, records=[subject.record.public_id], reason="Cousin"
        )
        assert isinstance(statement, Statement)
        hanging = queries.to_place(person)
    after = register.who()
    assert after["a"] == person.public_id != after[subject.record.public_id]
    assert [one.ref for one in hanging] == [Ref("matter", subject.matter.ref)]
    undone = say(register, undo, statement=statement)
    assert isinstance(undone, Statement)
    assert register.who() == before
    with acting(screener, register.now):
        assert Identification.objects.get(record=subject.record, undone_at__isnull=True).decided_by == str(
            screener
        )


@pytest.mark.parametrize("keys", [(), ("a", "b"), ("a", "c")])
def test_a_split_takes_some_of_the_persons_own_records(register, keys):
    register.weights = alike("ab")
    register.arrive("a", "b", "c")
    refused = parted(register, register.person("a"), *keys)
    assert isinstance(refused, Refused)
    assert refused.code == ("people:record:missing" if "c" in keys else "people:split:nothing-stays")


def test_a_split_across_what_people_joined_says_to_undo_that(register):
    register.arrive("a", "b")
    joined(register, "a", "b")
    refused = parted(register, register.person("a"), "b")
    assert isinstance(refused, Refused)
    assert refused.code == "people:fact:contradicts"
    assert register.groups() == groups("ab")


def test_a_reason_is_asked_for(register):
    register.arrive("a", "b")
    refused = say(register, join, person=register.person("a"), other=register.person("b"), reason="  ")
    assert isinstance(refused, Refused)
    assert refused.code == "people:statement:no-reason"


@pytest.mark.parametrize("who", ["police", "governance", "practitioner", "administrator"])
def test_only_those_who_identify_may_join(register, who):
    register.arrive("a", "b")
    refused = say(
        register, join, who=who, person=register.person("a"), other=register.person("b"), reason="Same"
    )
    assert isinstance(refused, Refused)
    assert refused.code == "accounts:role:lacks"
    assert register.groups() == groups("a", "b")


# Two persons for a split where somebody works on a case.


def test_a_person_with_an_open_case_is_split_by_two(register, open_cases):
    register.weights = alike("ab")
    register.arrive("a", "b")
    person = register.person("a")
    open_cases.add(person.pk)
    asked = parted(register, person, "b", who="decider")
    assert isinstance(asked, Statement)
    assert (asked.verdict, register.groups()) == ("", groups("ab"))
    with acting(register.world.actor("manager"), register.now):
        assert queries.waiting() == [asked]
    own = say(register, decide_split, who="decider", statement=asked, agree=True)
    assert isinstance(own, Refused)
    assert own.code == "people:split:own-request"
    lacking = say(register, decide_split, who="screener", statement=asked, agree=True)
    assert isinstance(lacking, Refused)
    done = say(register, decide_split, who="manager", statement=asked, agree=True)
    assert isinstance(done, Statement)
    assert (done.verdict, register.groups()) == ("made", groups("a", "b"))
    again = say(register, decide_split, who="manager", statement=asked, agree=False)
    assert isinstance(again, Refused)
    assert again.code == "people:statement:decided"


def test_a_split_across_what_people_joined_is_not_even_asked_of_a_colleague(register, open_cases):
    register.arrive("a", "b")
    statement = joined(register, "a", "b")
    person = register.person("a")
    open_cases.add(person.pk)
    before = register.who()
    refused = parted(register, person, "b", who="decider")
    assert isinstance(refused, Refused)
    assert refused.code == "people:fact:contradicts"
    with acting(register.world.actor("manager"), register.now):
        assert queries.waiting() == []
        assert list(Statement.objects.all()) == [statement]
    assert register.who() == before


def test_a_colleague_may_disagree_with_a_split(register, open_cases):
    register.weights = alike("ab")
    register.arrive("a", "b")
    person = register.person("a")
    open_cases.add(person.pk)
    asked = parted(register, person, "b")
    refused = say(register, decide_split, who="manager", statement=asked, agree=False)
    assert isinstance(refused, Statement)
    assert (refused.verdict, register.groups()) == ("refused", groups("ab"))
    nothing = say(register, undo, statement=refused)
    assert isinstance(nothing, Refused)


def test_never_is_not_a_way_round_the_second_person(register, open_cases):
    register.weights = alike("ab")
    register.arrive("a", "b")
    open_cases.add(register.person("a").pk)
    refused = say(register, say_never, a=register.public("a"), b=register.public("b"), reason="Twins")
    assert isinstance(refused, Refused)
    assert refused.code == "people:split:needs-a-second"
    assert register.groups() == groups("ab")


# What hangs on a person.


def test_consequences_are_known_beforehand(register, monkeypatch):
    register.weights = alike("ab")
    register.arrive("a", "b", "c")
    one, other = register.person("a"), register.person("c")
    with acting(register.world.actor("manager"), register.now), as_service("matching"):
        by_b = register.live("b").pk
    case = Hanging(Ref("matter", "M1"), "Rosa", one.pk, register.now, record=by_b, open=True)
    request = Hanging(Ref("request", "R1"), "Police", other.pk, register.now)
    monkeypatch.setattr(
        ports,
        "hanging_on",
        [lambda people: [each for each in (case, request) if each.person in {p.pk for p in people}]],
    )
    with acting(register.world.actor("screener"), register.now):
        together = queries.consequences_of_join(one, other)
        assert together.stays == (case, request)
        assert together.open == (case,)
        apart = queries.consequences_of_split(one, [register.public("b")])
    with acting(register.world.actor("screener"), register.now):
        assert (apart.stays, apart.to_place) == ((), (case,))


def test_what_was_attached_during_a_join_stays_and_is_listed_until_a_human_places_it(register):
    register.arrive("a", "b", "c")
    one, other, mother = register.person("a"), register.person("b"), register.person("c")
    before = say(register, relate, person=mother, kind="carer of", other=one)
    assert before
    statement = joined(register, "a", "b")
    say(register, relate, person=mother, kind="parent of", other=one)
    say(register, undo, statement=statement)
    with acting(register.world.actor("screener"), register.now):
        listed = queries.to_place(one)
        assert [each.title for each in listed] == ["Rosa C parent of Rosa A"]
        assert queries.to_place(other) == []
    say(register, place, person=one, what=listed[0].ref)
    with acting(register.world.actor("screener"), register.now):
        assert queries.to_place(one) == []


def test_a_record_identified_during_a_join_waits_to_be_placed(register, monkeypatch):
    register.arrive("a", "b")
    statement = joined(register, "a", "b")
    subject = the_contact(register)
    one = register.person("a")
    assert identified(register, subject, register.person("b")) == one
    monkeypatch.setattr(
        ports,
        "hanging_on",
        [
            lambda people: [
                Hanging(Ref("matter", s.matter.ref), "Case", s.person_id, s.matter.opened_at, s.record_id)
                for s in Subject.objects.filter(person__in=people).select_related("matter")
            ]
        ],
    )
    say(register, undo, statement=statement)
    screener = register.world.actor("screener")
    with acting(screener, register.now):
        assert [each.ref for each in queries.to_place(one)] == [Ref("matter", subject.matter.ref)]
    identified(register, subject, register.person("b"))
    with acting(screener, register.now):
        assert queries.to_place(one) == []
        assert queries.to_place(register.person("b")) == []


# Who may know of it.


def test_a_hidden_person_is_not_told_of_through_an_open_one(register):
    world = register.world
    register.arrive("a")
    subject = the_contact(register)
    hidden = identified(register, subject)
    joining = say(register, join, person=register.person("a"), other=hidden, reason="Same child")
    assert isinstance(joining, Statement)
    at = register.tick()
    with acting(world.actor("manager"), at):
        restrict(by=world.actor("manager"), at=at, matter=subject.matter, restriction="restricted")
    person = register.person("a")
    for who, knows in (("manager", True), ("screener", False), ("city-screener", False)):
        with acting(world.actor(who), register.now):
            assert Person.objects.filter(pk=person.pk).exists()
            assert Person.objects.filter(pk=hidden.pk).exists() is knows
            seen = (
                Merge.objects.exists(),
                Fact.objects.exists(),
                Statement.objects.exists(),
                PersonChange.objects.filter(person=hidden).exists(),
            )
            assert seen == (knows,) * 4, who
            assert [one.pk for one in queries.all_who_are(person)] == [person.pk] + [hidden.pk] * knows
            fed = [one for one in queries.members(person) if one.fed]
            assert len(fed) == 1
            assert (len(queries.members(person)) == 2) is knows
            assert queries.current(person) == person


def test_an_open_person_stays_findable_where_a_hidden_one_stands_for_them(register):
    world = register.world
    subject = the_contact(register)
    hidden = identified(register, subject)
    register.arrive("a")
    person = register.person("a")
    say(register, join, person=hidden, other=person, reason="Same child")
    at = register.tick()
    with acting(world.actor("manager"), at):
        restrict(by=world.actor("manager"), at=at, matter=subject.matter, restriction="restricted")
        assert queries.current(person) == hidden
        assert person not in queries.standing()
    with acting(world.actor("screener"), at):
        assert queries.current(person) == person
        assert list(queries.standing().filter(pk__in=[person.pk, hidden.pk])) == [person]


def test_every_member_is_named_with_who_said_so(register):
    register.weights = alike("ab", weight=11.5)
    register.arrive("a", "b")
    subject = the_contact(register)
    person = identified(register, subject, register.person("a"))
    with acting(register.world.actor("screener"), register.now):
        found = queries.members(person)
        assert not Record.objects.filter(key="a").exists()
    assert sorted((one.fed, one.human, one.weight or 0, one.model) for one in found) == [
        (False, True, 0, ""),
        (True, False, 11.5, "1"),
        (True, False, 11.5, "1"),
    ]


def test_another_hubs_contact_is_not_named_among_the_records(register):
    register.arrive("a")
    person = identified(register, the_contact(register), register.person("a"))
    named = {}
    for who in ("screener", "city-screener"):
        with acting(register.world.actor(who), register.now):
            named[who] = [one.fed for one in queries.members(person)]
    assert named == {"screener": [True, False], "city-screener": [True]}


# The ledger.


def test_each_step_is_one_entry_that_names_the_persons(register, open_cases):
    register.weights = alike("ab")
    register.arrive("a", "b")
    register.arrive("c")
    one, other = register.person("a"), register.person("c")
    entries = []

    def newly():
        with acting(register.world.actor("governance"), register.now):
            found = list(Entry.objects.order_by("pk").values_list("event", flat=True))
        new = found[len(entries) :]
        entries.extend(new)
        return [each for each in new if each.startswith(("people:", "ledger:"))]

    newly()
    statement = joined(register, "a", "c")
    assert newly() == ["people:person:joined"]
    with acting(register.world.actor("governance"), register.now):
        named = set(Entry.objects.latest("pk").mentions.filter(kind="person").values_list("ref", flat=True))
    assert named == {one.public_id, other.public_id}
    say(register, undo, statement=statement)
    assert newly() == ["people:statement:undone"]
    never = say(register, say_never, a=register.public("a"), b=register.public("c"), reason="Twins")
    assert newly() == ["people:pair:never"]
    say(register, undo, statement=never)
    say(register, say_always, a=register.public("a"), b=register.public("c"), reason="Same")
    assert newly() == ["people:statement:undone", "people:pair:always"]
    open_cases.add(one.pk)
    asked = parted(register, one, "b")
    say(register, decide_split, who="manager", statement=asked, agree=True)
    assert newly() == ["people:person:split-asked", "people:person:split"]
    refused = say(register, join, who="practitioner", person=one, other=other, reason="Same")
    assert isinstance(refused, Refused)
    assert newly() == ["ledger:action:refused"]


def test_every_change_of_a_person_has_its_cause(register):
    register.arrive("a", "b")
    statement = joined(register, "a", "b")
    with acting(register.world.actor("screener"), register.now):
        causes = {(one.kind, one.cause) for one in queries.history(statement.person)}
    assert causes == {
        ("founded", "feed:AAAAA-BBBBB"),
        ("joined", f"statement:{statement.public_id}"),
    }


def test_identifying_is_still_refused_to_those_who_may_not(register):
    subject = the_contact(register)
    with acting(register.world.actor("practitioner"), register.now):
        refused = identify(
            by=register.world.actor("practitioner"),
            at=register.now,
            record=subject.record,
            person=None,
            reason="x",
        )
    assert isinstance(refused, Refused)
