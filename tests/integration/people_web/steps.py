"""What happens around a person in these tests."""

from __future__ import annotations

from tests.world import World

from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.actions import restrict
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting


def hide(world: World, case: str) -> None:
    """The case is for named people only: its manager, who did this, is not among them."""
    by, at = world.actor("manager"), now()
    with acting(by, at):
        assert restrict(by=by, at=at, matter=get_case(case).matter, restriction="restricted")
