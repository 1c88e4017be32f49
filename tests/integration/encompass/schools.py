"""A school that reads, the schedule that lets it be told, and a force whose file names it."""

from tests.integration.notifications.conftest import HEADING, notification, write_csv
from tests.world import BEFORE, REVIEW_BY, SETUP

from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite
from mash.registers.agencies.actions import set_agency, set_hub
from mash.registers.agreements.defaults import ENCOMPASS, set_up_signed

SCHOOL = "Ostermarch schools"


def seat_at(world, who, agency):
    """Somebody who receives for a school, added to the world."""
    with acting(SETUP, BEFORE):
        world.users[who] = invite(
            by=SETUP, at=BEFORE, email=f"{who}@example.org", name=f"{who.capitalize()} Person"
        )
        world.seats[who] = give_seat(
            by=SETUP, at=BEFORE, user=world.users[who], role="researcher", agency=agency
        )


def open_schools(world):
    """Two schools with a key adult each; the second has signed nothing."""
    with acting(SETUP, BEFORE):
        other = set_agency(by=SETUP, at=BEFORE, key="mill-road", name="Mill Road School", kind="education")
        world.agencies["mill-road"] = other
        set_hub(
            by=SETUP,
            at=BEFORE,
            key="county",
            name="Ostermarch hub",
            area="Ostermarch",
            phone="01632 960100",
            agencies=world.agencies.values(),
        )
    seat_at(world, "keyadult", world.agencies["school"])
    seat_at(world, "otherschool", other)


def agree(world):
    """The schedule is signed by the first school and in force."""
    with acting(SETUP, BEFORE):
        set_up_signed(
            by=SETUP,
            at=BEFORE,
            agencies=[world.agencies["school"]],
            signed=BEFORE.date(),
            review_by=REVIEW_BY,
            post="Head",
            names=ENCOMPASS,
        )


def flagged(path, *rows):
    """A force's file in which each row is (number, school, changes)."""
    written = [[*notification(number, **more), school] for number, school, more in rows]
    return write_csv(path, written, [*HEADING, "Encompass"])
