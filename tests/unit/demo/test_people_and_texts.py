"""The people of the invented county: believable, arranged on purpose, and nobody."""

import re
from collections import Counter, defaultdict
from datetime import date, datetime

import pytest

from mash.demo.county.calendar import LONDON, in_term, is_bank_holiday, worked
from mash.demo.county.households import Pool
from mash.demo.county.numbers import check_digit, nhs_number
from mash.demo.county.places import AGENCIES, DESKS, HUBS
from mash.demo.county.year import year

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
TEN_DIGITS = re.compile(r"(?<!\d)\d{3} ?\d{3} ?\d{4}(?!\d)")
PHONE = re.compile(r"^(01632 960\d{3}|07700 900\d{3})$")


def people(worries):
    for worry in worries:
        for subject in worry.subjects:
            yield subject.person


def test_postcodes_are_in_an_area_that_does_not_exist(worries):
    found = {code for worry in worries for code in POSTCODE.findall(repr(worry))}
    assert len(found) > 100
    assert all(code.startswith("ZZ") for code in found)


def test_nhs_numbers_are_synthetic_valid_and_one_a_person(worries):
    owners = defaultdict(set)
    for person in people(worries):
        if person.nhs_number:
            owners[person.nhs_number].add(person.key)
    assert len(owners) > 300
    for number, keys in owners.items():
        assert number.startswith("999")
        assert check_digit(number[:9]) == int(number[9])
        assert len(keys) == 1
    texts = {worry.concern.happened for worry in worries}
    assert not any(TEN_DIGITS.search(text) for text in texts)


def test_the_check_digit_agrees_with_a_published_example():
    assert check_digit("943476591") == 9
    assert nhs_number(2_000_000) == ""


def test_telephones_and_addresses_reach_nobody(worries):
    places = [place.phone for place in (*HUBS.values(), *DESKS.values(), *AGENCIES.values())]
    phones = {person.phone for person in people(worries)} | {worry.referrer.phone for worry in worries}
    assert all(PHONE.match(phone) for phone in (phones - {""}) | set(places))
    mails = {worry.referrer.email for worry in worries} | {agency.email for agency in AGENCIES.values()}
    assert all(mail.isascii() and mail.endswith(".example.org") for mail in mails - {""})


def test_there_are_twins_siblings_the_unborn_and_parents_apart(worries):
    relationships = Counter(subject.relationship for worry in worries for subject in worry.subjects)
    assert any(name.startswith("twin ") for name in relationships)
    assert relationships["sister"] > 20
    assert any(person.expected_on and not person.born for person in people(worries))
    apart = [
        worry
        for worry in worries
        if len({subject.person.address.key for subject in worry.subjects}) > 1 and worry.desk == "children"
    ]
    assert apart
    assert any(person.address.protected for person in people(worries))


def test_different_people_bear_the_same_name(worries):
    keys = defaultdict(set)
    for person in people(worries):
        keys[person.first_name, person.last_name].add(person.key)
    assert sum(len(found) > 1 for name, found in keys.items() if all(name)) > 50


def test_one_person_is_written_in_several_ways(worries):
    spellings = defaultdict(set)
    for person in people(worries):
        if person.first_name:
            spellings[person.key].add((person.first_name, person.last_name))
    assert sum(len(found) > 1 for found in spellings.values()) > 20


def test_a_man_is_known_to_two_households(worries):
    homes = defaultdict(set)
    for worry in worries:
        for subject in worry.subjects:
            if subject.role == "alleged-perpetrator":
                homes[subject.person.key].add(worry.household)
    assert any(len(found) > 1 for found in homes.values())


def test_children_are_children_and_born_before_they_are_written_about(worries):
    for worry in worries:
        day = worry.received_at.date()
        for subject in worry.subjects:
            born = subject.person.born
            if subject.role == "child":
                assert born
                assert born <= day
                assert (day - born).days < 18 * 365.25 + 366  # an estimated date may say January
            elif born and subject.role == "adult-at-risk":
                assert (day - born).days > 18 * 365


def test_the_unborn_become_children_when_their_date_has_passed():
    pool = Pool("births", date(2026, 11, 20))
    expecting = next(
        household
        for number in range(1, 400)
        for household in [pool.household(number, "city", "children", date(2025, 12, 1))]
        if any(member.role == "unborn" for member in household.members)
    )
    baby = next(member for member in expecting.members if member.role == "unborn")
    from random import Random

    from mash.demo.county.supplied import as_supplied
    from mash.demo.county.text import PLAIN

    before = as_supplied(Random(1), baby, date(2025, 12, 1), PLAIN, careful=True)
    after = as_supplied(Random(1), baby, date(2026, 11, 1), PLAIN, careful=True)
    assert (before.role, before.person.born, before.person.first_name) == ("unborn", None, "")
    assert before.person.expected_on == after.person.born
    assert after.role == "child"


def test_no_two_neighbouring_cases_read_the_same(worries):
    texts = [
        worry.concern.happened
        for worry in worries
        if worry.kind not in {"misdirected", "information-request"}
    ]
    assert all(text not in texts[max(0, index - 40) : index] for index, text in enumerate(texts))
    assert len(set(texts)) > 0.98 * len(texts)


def test_no_sentence_was_left_unfilled(worries):
    assert not any("{" in repr(worry).replace("frozenset({", "") for worry in worries)


def test_every_text_passes_through_the_one_door(until):
    made = {}

    class Marks:
        def at(self, where):
            return lambda kind, value: made.setdefault((where, kind, value), f"{value} ‹{kind}›")

    for worry in year("doors", until=until, referrals=40, marks=Marks()):
        assert worry.concern.happened.endswith("‹said›")
        for person in people([worry]):
            assert person.last_name.endswith("‹open›")
            kind = "protected-address" if person.address.protected else "open"
            assert person.address.line1.endswith(f"‹{kind}›")
            assert person.address.postcode.endswith(f"‹{kind}›")
        for asked in worry.asked:
            for answer in asked.answers:
                assert not answer.reason or answer.reason.endswith("‹agency›")
        assert all(decided.rationale.endswith("‹hub›") for decided in worry.decisions)
        assert all(name.endswith("‹file›") for name in worry.concern.attachments)


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 8, 12), False),
        (date(2026, 10, 28), False),
        (date(2026, 4, 3), False),
        (date(2026, 5, 27), False),
        (date(2026, 12, 24), False),
    ],
)
def test_school_terms(day, open_):
    assert in_term(day) is open_


def test_working_hours_skip_nights_weekends_and_bank_holidays():
    thursday = datetime(2026, 4, 2, 16, 0, tzinfo=LONDON)
    assert is_bank_holiday(date(2026, 4, 3))
    assert is_bank_holiday(date(2026, 4, 6))
    assert worked(thursday, 2) == datetime(2026, 4, 7, 9, 30, tzinfo=LONDON)
    assert worked(datetime(2026, 4, 1, 3, 0, tzinfo=LONDON), 1) == datetime(2026, 4, 1, 9, 30, tzinfo=LONDON)
