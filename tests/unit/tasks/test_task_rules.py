"""To whom a task may be given, by when, and who says that it is done."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mash.casework.tasks import rules
from mash.foundation.kernel import Refused

TODAY = date(2026, 6, 9)


@given(st.integers(-5, 5), st.booleans(), st.booleans(), st.sampled_from(["", "  ", "Ring."]))
def test_it_is_given_only_to_who_may_have_it_and_for_a_day_to_come(days, at_hub, sees, what):
    found = rules.may_give(
        what=what, due_on=TODAY + timedelta(days=days), today=TODAY, at_hub=at_hub, sees=sees
    )
    assert bool(found) == (days >= 0 and at_hub and sees and what == "Ring.")


@given(st.booleans(), st.booleans(), st.sampled_from(["", " ", "Rang."]))
def test_it_is_done_once_by_whose_it_is(done, mine, text):
    found = rules.may_finish(done=done, mine=mine, text=text)
    assert bool(found) == (mine and not done and text == "Rang.")
    if not mine:
        assert isinstance(found, Refused)
        assert found.code == "tasks:task:not-yours"
