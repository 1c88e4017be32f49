"""What is missing from a call, what its notes lose, when it may end, and what its contact says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.calls import rules
from mash.foundation.kernel import Refused

NOTHING = {"danger_now": "", "children": "", "caller": {}, "people": [], "notes": ""}
SOMEBODY = [{"role": "subject", "said": {"given_name": "Rosa"}}]
ALL = {
    "danger_now": "not-known",
    "children": "not-known",
    "caller": {"phone": "01632 960001", "safe": "not-known", "name": "Edith Marlow"},
    "people": SOMEBODY,
    "notes": "Hungry.",
}


def test_danger_is_asked_first_and_not_known_is_an_answer():
    assert rules.missing(**NOTHING) == rules.ORDER
    assert rules.missing(**NOTHING)[0] == "danger"
    assert rules.missing(**ALL) == ()


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"danger_now": ""}, ("danger",)),
        ({"children": ""}, ("children",)),
        ({"caller": {"phone": "01632 960001", "name": "Edith"}}, ("safe",)),
        ({"caller": {"safe": "yes", "name": "Edith"}}, ("number",)),
        # Who gives no number cannot be called back, safely or not; and need not say who they are.
        ({"caller": {"withheld": True, "klass": "anonymous"}}, ()),
        ({"caller": {"withheld": True, "klass": "public"}}, ("caller",)),
        ({"people": []}, ("who",)),
        # An address alone does not say who is meant.
        ({"people": [{"role": "subject", "said": {"address": {"postcode": "ZZ1 1AA"}}}]}, ("who",)),
        ({"people": [{"role": "subject", "said": {"description": "A boy of six"}}]}, ()),
        ({"notes": "  \n"}, ("notes",)),
    ],
)
def test_each_thing_that_was_not_asked_is_named(change, left):
    assert rules.missing(**{**ALL, **change}) == left


@pytest.mark.parametrize(
    ("before", "now", "lost"),
    [
        ("", "Hungry.", False),
        ("Hungry.", "Hungry. Cold.", False),
        ("Hungry.\n", "Hungry.\r\nCold.", False),
        ("Hungry.  ", "Hungry.", False),
        ("Hungry.", "", True),
        ("Hungry. Cold.", "Hungry.", True),
        ("Hungry.", "hungry.", True),
        ("Hungry.", "She is hungry.", True),
    ],
)
def test_what_the_notes_lose_is_noticed(before, now, lost):
    assert rules.takes_away(before, now) is lost


@given(st.text(max_size=60), st.text(max_size=60))
def test_adding_at_the_end_takes_nothing_away(before, more):
    assert not rules.takes_away(before, before + more)
    assert not rules.takes_away(before, before)


def test_the_worry_holds_the_notes_and_what_has_no_place_of_its_own():
    said = rules.worry(
        notes="She is hungry.\n",
        danger_now="",
        children="yes",
        place="At school",
        unread=[("NHS number", "12")],
    )
    assert said.startswith("She is hungry.\n\n")
    for line in ("Children present: yes", "Danger now: not asked", "Where: At school", "NHS number: 12"):
        assert line in said
    assert "Nothing was written down" in rules.worry(notes=" ", danger_now="yes", children="", place="")


def test_nothing_that_is_late_and_nothing_without_a_reason_ends_a_call():
    outcomes = {"nobody"}
    assert rules.may_save(state="dropped")
    assert rules.may_save(state="ended").code == "calls:call:ended"
    common = {"state": "live", "outcomes": outcomes, "made": False}
    assert rules.may_end(**common, outcome="nobody", reason="Silence.")
    assert rules.may_end(**common, outcome="nobody", reason=" ").code == "calls:call:reason"
    assert rules.may_end(**common, outcome="contact", reason="x").code == "calls:call:outcome"
    assert rules.may_end(**{**common, "made": True}, outcome="", reason="")
    assert isinstance(rules.may_end(**{**common, "state": "ended"}, outcome="nobody", reason="x"), Refused)


def test_who_is_not_reached_is_never_closed_by_a_count():
    assert [rules.after_try(tried=n, most=3) for n in (1, 2, 3, 4)] == [
        "dropped", "dropped", "unreached", "unreached",
    ]  # fmt: skip
    assert rules.may_try(state="unreached")
    assert rules.may_try(state="live").code == "calls:call:not-dropped"
    assert rules.may_drop(state="ended").code == "calls:call:not-live"


@pytest.mark.parametrize(
    ("caller", "klass"),
    [
        ({}, "anonymous"),
        ({"name": "Edith"}, "public"),
        ({"phone": "1"}, "public"),
        ({"klass": "professional"}, "professional"),
    ],
)
def test_the_class_of_a_caller_who_does_not_say_it(caller, klass):
    assert rules.class_of(caller) == klass


def test_what_a_caller_says_about_calling_back_is_kept():
    assert rules.safe_words({"safe": "no", "how": "He reads it"}).endswith(
        "send nothing automatically: He reads it"
    )
    assert rules.safe_words({}).startswith("Not asked")


@pytest.mark.parametrize(
    ("caller", "may"),
    [
        ({"safe": "yes"}, True),
        ({"safe": "no", "klass": "professional"}, False),
        ({"klass": "professional"}, True),
        ({"safe": "not-known", "klass": "public"}, False),
        ({"name": "Edith"}, False),
        ({}, False),
    ],
)
def test_nothing_is_sent_by_itself_to_a_caller_who_did_not_say_that_it_is_safe(caller, may):
    assert rules.may_write(caller) is may


def test_who_was_named_after_the_contact_is_not_in_its_case():
    rosa = {"role": "subject", "said": {"given_name": "Rosa", "family_name": "Bellweather"}}
    brother = {"role": "household", "said": {"given_name": "Tom", "age": "4"}}
    assert rules.not_among([rosa, brother], [rules.NOBODY]) == [rosa, brother]
    there = {"given_name": "ROSA ", "family_name": "Bellweather", "born": {"year": 2017}}
    assert rules.not_among([rosa, brother, {"role": "household", "said": {}}], [there]) == [brother]
