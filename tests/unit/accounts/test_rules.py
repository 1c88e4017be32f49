import pytest

from mash.foundation.kernel import Actor, Refused
from mash.registers.accounts.rules import may


def seat(role):
    return Actor(kind="seat", key="1", role=role)


def test_a_role_does_what_it_lists():
    assert may(seat("screener"), "cases:case:rate")
    assert may(seat("researcher"), "sharing:request:answer")


def test_a_refusal_says_who_does_it():
    refused = may(seat("researcher"), "cases:case:rate")
    assert isinstance(refused, Refused)
    assert "screener" in refused.sentence


@pytest.mark.parametrize(
    "actor", [Actor.public(), Actor.draft("X"), Actor.service("intake"), seat("nobody"), seat("")]
)
def test_whoever_has_no_seat_does_nothing(actor):
    assert not may(actor, "cases:case:rate")


def test_a_permission_that_no_role_has_is_a_mistake():
    with pytest.raises(KeyError):
        may(seat("screener"), "cases:case:rated")
