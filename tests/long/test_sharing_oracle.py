"""A hundred thousand questions of sharing, answered the same by our rules and by another policy engine."""

from tests.unit.agreements.oracle import compared


def test_another_policy_engine_decides_the_same_a_hundred_thousand_times():
    permitted, refused = compared(range(100))
    assert permitted + refused == 100_000
    assert min(permitted, refused) > 5_000
