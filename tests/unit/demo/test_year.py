"""A generated year: the same for the same seed, newest first, in the fitted proportions."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta

import pytest

from mash.demo.county.assumptions import ASSUMPTIONS, VOLUMES
from mash.demo.county.calendar import in_term
from mash.demo.county.mix import mix, report
from mash.demo.county.places import AGENCIES, DESKS
from mash.demo.county.plan import whole, whole_cells
from mash.demo.county.year import year


def digest(worries):
    return hashlib.sha256(repr(list(worries)).encode()).hexdigest()


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(until):
    first = digest(year("a", until=until, referrals=60))
    assert digest(year("a", until=until, referrals=60)) == first
    assert digest(year("b", until=until, referrals=60)) != first


def test_another_process_with_another_hash_seed_makes_the_same_bytes(until):
    script = (
        "import hashlib; from datetime import datetime; from mash.demo.county.calendar import LONDON;"
        "from mash.demo.county.year import year;"
        f"made = year('a', until=datetime.fromisoformat({until.replace(tzinfo=None).isoformat()!r})"
        ".replace(tzinfo=LONDON), referrals=60);"
        "print(hashlib.sha256(repr(list(made)).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert digests == {digest(year("a", until=until, referrals=60))}


def test_the_order_of_asking_changes_nothing(until):
    forwards = {worry.id: worry for worry in year("a", until=until, referrals=60)}
    made = year("a", until=until, referrals=60)
    backwards = {slot.id: made.tell(slot) for slot in reversed(made.slots)}
    assert backwards == forwards


def test_an_end_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        year("a", until=datetime(2026, 1, 1), referrals=5)  # noqa: DTZ001 - the point of the test


def test_recent_weeks_come_first_newest_week_first_and_the_rest_follows(a_year, until, worries):
    recent, rest = list(a_year.recent(3)), list(a_year.rest(3))
    assert [worry.id for worry in recent + rest] == [worry.id for worry in worries]
    assert all(until - worry.received_at < timedelta(weeks=3) for worry in recent)
    assert all(until - worry.received_at >= timedelta(weeks=3) for worry in rest)
    weeks = [(until - worry.received_at) // timedelta(weeks=1) for worry in worries]
    assert weeks == sorted(weeks)
    by_week = [worry.received_at for worry, week in zip(worries, weeks, strict=True) if week == 10]
    assert by_week == sorted(by_week)


def test_each_contact_is_told_once_and_within_the_year(worries, until):
    assert len({worry.id for worry in worries}) == len(worries)
    assert all(until - timedelta(days=366) < worry.received_at <= until for worry in worries)


@pytest.mark.parametrize("hub", ["county", "city"])
def test_the_mix_meets_the_fit_within_half_a_point(a_year, hub):
    for line in mix(a_year.slots, hub):
        assert abs(line.off) < 0.005, line


def test_the_number_of_referrals_is_the_number_asked_for(referred, until):
    assert len(referred) == 1200
    assert (
        sum(slot.kind == "referral" and slot.desk == "children" for slot in year("a", until=until).slots)
        > 10_000
    )


def test_the_told_year_has_the_planned_no_further_action_share(referred):
    decided = [worry for worry in referred if worry.decisions]
    nfa = sum(worry.decisions[0].outcome == "nfa" for worry in decided) / len(decided)
    assert nfa == pytest.approx(0.029, abs=0.01)  # 4.7 % of the county's and 1.4 % of the city's


def test_a_rereferral_is_of_the_same_first_person_within_twelve_months(worries):
    told = {worry.id: worry for worry in worries}
    again = [worry for worry in worries if worry.rereferral]
    assert again
    for worry in again:
        assert bool(worry.previous) != bool(worry.previous_on)
        if worry.previous:
            before = told[worry.previous]
            assert before.subjects[0].person.key == worry.subjects[0].person.key
            gap = worry.received_at - before.received_at
        else:
            gap = worry.received_at.date() - worry.previous_on
        assert timedelta(0) < gap <= timedelta(days=365)


def test_what_is_not_a_rereferral_was_not_referred_before(referred):
    seen = set()
    for worry in sorted(referred, key=lambda each: each.received_at):
        key = worry.subjects[0].person.key
        assert worry.rereferral or key not in seen
        seen.add(key)


def test_schools_refer_in_term_and_in_the_day(referred):
    schools = [worry for worry in referred if worry.source == "Schools"]
    assert schools
    for worry in schools:
        assert in_term(worry.received_at.date())
        assert 8 <= worry.received_at.hour < 17
    assert any(worry.received_at.hour < 7 for worry in referred if worry.source == "Police")


def test_the_last_days_are_left_half_way_and_old_work_is_finished(worries, until):
    states = Counter(worry.state for worry in worries if until - worry.received_at < timedelta(days=14))
    assert {"received", "waiting", "closed"} <= set(states)
    old = [worry for worry in worries if until - worry.received_at > timedelta(days=45)]
    assert {worry.state for worry in old} <= {"decided", "closed"}


def test_nothing_happens_before_its_cause_or_after_the_year(worries, until):
    for worry in worries:
        steps = [worry.received_at]
        steps += [rated.at for rated in worry.ratings]
        for asked in worry.asked:
            assert asked.asked_at >= worry.ratings[0].at
            assert asked.answered_at is None or asked.asked_at < asked.answered_at <= until
            assert bool(asked.answers) == (asked.answered_at is not None)
        steps += [worry.decisions[0].at] if worry.decisions else []
        steps += [worry.feedback_at] if worry.feedback_at else []
        assert steps == sorted(steps)
        assert steps[-1] <= until


def test_every_desk_agency_and_assumption_that_is_used_is_known(worries):
    assert {worry.desk_key for worry in worries} == set(DESKS)
    asked = {asked.agency for worry in worries for asked in worry.asked}
    assert asked <= set(AGENCIES)
    assert all(AGENCIES[asked.agency].hubs.count(worry.hub) for worry in worries for asked in worry.asked)
    assert {worry.referrer.agency for worry in worries} <= set(AGENCIES) | {""}
    assert {f"{desk}:{kind}" for desk, kind, _, _ in VOLUMES} <= set(ASSUMPTIONS)
    assert {worry.kind for worry in worries} == {
        "referral", "police-notification", "consultation", "update", "information-request", "misdirected",
    }  # fmt: skip


def test_each_focus_person_is_decided_about_once(worries):
    for worry in worries:
        if worry.decisions:
            focus = [subject.person.key for subject in worry.subjects if subject.focus]
            assert [decided.person_key for decided in worry.decisions] == focus


def test_section_47_and_section_17_stay_with_children(worries):
    for worry in worries:
        routes = {decided.route for decided in worry.decisions}
        foreign = {"s47", "s17"} if worry.desk == "adults" else {"s42", "care-assessment"}
        assert not routes & foreign


def test_the_report_names_what_is_assumed(a_year):
    lines = "\n".join(report(a_year.slots))
    assert "Assumed, not calibrated" in lines
    assert "Source: Police" in lines


def test_whole_numbers_keep_the_total():
    assert sum(whole({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}, 100).values()) == 100


@pytest.mark.parametrize("total", [0, 1, 7, 553])
def test_whole_cells_keep_the_total_and_do_not_lose_a_small_source(total):
    shares = {"large": 0.5, "middling": 0.49, "small": 0.01}
    cells = {(name, month): share / 12 for name, share in shares.items() for month in range(1, 13)}
    counts = whole_cells(cells, total)
    assert sum(counts.values()) == total
    assert min(counts.values()) >= 0
    if total == 553:
        assert sum(count for (name, _), count in counts.items() if name == "small") == pytest.approx(
            5.5, abs=6
        )
