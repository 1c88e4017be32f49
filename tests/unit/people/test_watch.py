"""When records have moved from what a model knows, and when that is only chance or too few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.registers.people.matching.bias import looks
from mash.registers.people.matching.start import start_model
from mash.registers.people.matching.table import Vocabularies, encode
from mash.registers.people.watch import rules
from mash.registers.people.watch.counting import Material, count, frozen

counts = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5_000), min_size=2)


@given(counts, st.integers(1, 20))
def test_the_same_shares_have_not_moved_however_many(before, times):
    value, chance = rules.stability(before, {one: many * times for one, many in before.items()})
    assert value <= max(chance, 1e-9)


@given(counts, counts)
def test_the_index_is_never_below_nothing(before, now):
    assert rules.stability(before, now)[0] >= -1e-12


def test_what_turned_round_has_moved_much():
    found = rules.by_index("values", "sex", {"female": 5_000, "male": 5_000}, {"female": 900, "male": 100})
    assert found.state == "much"
    # (.9 - .5) ln(.9/.5) + (.1 - .5) ln(.1/.5)
    assert found.value == pytest.approx(0.879, abs=0.01)


def test_few_records_say_nothing_and_a_sample_of_the_same_is_still():
    before = dict.fromkeys("abcdefghij", 100.0)
    chooser = np.random.default_rng(3)
    states = set()
    for _ in range(300):
        drawn = np.bincount(chooser.integers(0, 10, 200), minlength=10).tolist()
        states.add(
            rules.by_index("values", "born", before, dict(zip("abcdefghij", drawn, strict=True))).state
        )
    assert states == {"still"}
    assert rules.by_index("values", "born", before, {"a": 199}).state == "few"


def test_chance_explains_about_one_index_in_a_thousand():
    chooser = np.random.default_rng(5)
    above = 0
    for _ in range(4_000):
        was = dict(zip("abcdefgh", np.bincount(chooser.integers(0, 8, 16_000), minlength=8), strict=True))
        now = dict(zip("abcdefgh", np.bincount(chooser.integers(0, 8, 500), minlength=8), strict=True))
        value, chance = rules.stability(was, now)
        above += value > chance
    assert 0 < above < 14


def test_values_that_nobody_had_count_as_one():
    value, chance = rules.stability({"a": 990, "b": 4, "c": 6}, {"a": 500, "new": 400, "newer": 100})
    assert value > 1 > chance


def test_a_share_that_falls_by_a_tenth_is_much_and_by_a_twentieth_is_moved():
    def state(now):
        return rules.by_share("missing", "phone", (3_000, 10_000), (now, 10_000)).state

    assert [state(3_000), state(3_400), state(3_600), state(4_100), state(1_900)] == [
        "still", "still", "moved", "much", "much",
    ]  # fmt: skip
    assert rules.by_share("missing", "phone", (30, 100), (90, 199)).state == "few"


def test_a_probability_is_held_to_what_people_said():
    assert rules.by_judgments("0.4", 0.45, 9, 19).state == "few"
    assert rules.by_judgments("0.4", 0.45, 9, 20).state == "still"
    assert rules.by_judgments("0.4", 0.45, 39, 40).state == "much"
    assert rules.by_judgments("0.4", 0.45, 0, 0).state == "few"


def test_names_are_held_to_what_the_model_knows_of_common_ones():
    model = start_model()

    def counted(suffix):
        """2,000 records whose names are as common as the model says, `suffix` added to the family name."""
        chooser = np.random.default_rng(2)
        columns = {}
        for field in ("given", "family"):
            names = [name for name in model.names[field] if name]
            rates = np.array([model.names[field][name] for name in names])
            others = [f"Zz{field}{number}" for number in range(2_000)]  # those that the model met once
            names += others
            rates = np.r_[rates, np.full(2_000, max(1 - rates.sum(), 0) / 2_000)]
            columns[f"{field}_name"] = [
                str(each) for each in chooser.choice(names, 2_000, p=rates / rates.sum())
            ]
        columns["family_name"] = [name + suffix for name in columns["family_name"]]
        words = Vocabularies()
        rows = encode(columns, words)
        everyone = np.ones(2_000, bool)
        found = Material(np.arange(2_000), rows, {}, np.full(2_000, "police"), ~everyone, everyone)
        new = count(found, words, model, np.zeros(2_000), [])["new"]
        return {
            field: rules.by_index("values", field, frozen(model)[field], new["values"][field]).state
            for field in ("given", "family")
        }

    assert counted("") == {"given": "still", "family": "still"}
    assert counted("q") == {"given": "still", "family": "much"}


def test_what_somebody_was_asked_about_is_not_asked_again():
    much = rules.Finding("missing", "phone", 0.2, 0.01, 500, "much")
    other = rules.Finding("values", "given", 0.15, 0.01, 500, "moved")
    assert rules.asks([much, other], ())
    assert not rules.asks([much, other], ["missing:phone"])
    assert not rules.asks([other], ())
    assert rules.Finding.of_json(much.as_json()) == much


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)]
)
def test_the_interval_is_wilsons(hits, of, low, high):
    """The second and third figures are those of Newcombe (1998), table I."""
    assert rules.wilson(hits, of) == pytest.approx((low, high), abs=0.0001)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share(hits, of):
    low, high = rules.wilson(min(hits, of), of)
    assert 0 <= low <= min(hits, of) / of <= high + 1e-12 <= 1 + 1e-12


def test_small_numbers_are_not_shown_nor_can_be_worked_out():
    assert rules.hidden({"female": 400, "male": 300, "not known": 3}) == {"not known", "male"}
    assert rules.hidden({"female": 400, "male": 4, "not known": 3}) == {"not known", "male"}
    assert rules.hidden({"female": 400, "male": 300, "not known": 0}) == frozenset()


def test_a_name_is_looked_at_and_no_origin_is_guessed():
    found = looks(
        {
            "given_name": ["Ann", "Zoë", "Łukasz", "Οδυσσέας", "", "Maria"],
            "family_name": ["Lee", "Lee", "Lee", "Lee", "", "de la Cruz"],
            "full_name": [""] * 6,
        }
    )
    assert found["letters"].tolist() == [
        "plain", "with accents", "with accents", "other alphabet", "missing", "plain",
    ]  # fmt: skip
    assert found["words"].tolist() == ["2", "2", "2", "2", "missing", "4 or more"]
