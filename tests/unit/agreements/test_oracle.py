"""The decision to share against another policy engine: `./mash test --long` asks a hundred thousand questions."""

from tests.unit.agreements.oracle import compared


def test_another_policy_engine_decides_the_same():
    permitted, refused = compared(range(10))
    # Both answers are met often, or the comparison says nothing.
    assert min(permitted, refused) > 500
