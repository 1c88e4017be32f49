"""What the tests of a kept standard share: the board, and a draft on its way."""

from datetime import timedelta

from tests.world import BEFORE, SETUP, TUESDAY

from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite
from mash.registers.standards import actions
from mash.registers.standards.models import PracticeStandard
from mash.registers.standards.queries import get_version

DAY = TUESDAY.date()
TOMORROW = DAY + timedelta(days=1)


def seat_the_board(world, *names, hub="county"):
    """Board members of a hub, by name, in the world."""
    with acting(SETUP, BEFORE):
        for name in names or ("board", "board-health"):
            user = invite(
                by=SETUP, at=BEFORE, email=f"{name}@example.org", name=f"{name.capitalize()} Person"
            )
            world.users[name] = user
            world.seats[name] = give_seat(
                by=SETUP, at=BEFORE, user=user, role="board", hub=world.hubs[hub], job_title="Board member"
            )


def a_draft(world, *, at=TUESDAY, source="county-children", who="manager"):
    """The hub's own draft, from the version that ships."""
    lead = world.actor(who)
    with acting(lead, at):
        done = actions.draft_next(
            by=lead, at=at, standard=get_version(source, "1"), hub="county", starts=at.date()
        )
    assert isinstance(done, PracticeStandard), done
    return done


def a_time(step="decide", rating="amber", **changed):
    return {
        "step": step,
        "rating": rating,
        "amount": 2,
        "unit": "working_days",
        "day_rule": "by_close",
        "calendar": "desk",
        "starts_from": "contact",
        "warn_percent": 75,
        "basis": "local",
        "source": "Our own.",
        **changed,
    }


def say(world, draft, part, key, said, *, who="manager", **more):
    lead = world.actor(who)
    with acting(lead, TUESDAY):
        return actions.set_line(by=lead, at=TUESDAY, standard=draft, part=part, key=key, said=said, **more)


def laid_open(world, draft, *named, at=TUESDAY):
    lead = world.actor("manager")
    with acting(lead, at):
        users = [world.users[one].pk for one in named or ("board", "board-health")]
        return actions.lay_open(by=lead, at=at, standard=draft, users=users)


def judged(world, who, draft, verdict="approved", *, at=TUESDAY, reason=""):
    by = world.actor(who)
    with acting(by, at):
        return actions.judge(by=by, at=at, standard=draft, verdict=verdict, reason=reason)


def in_force(world, draft, *, starts=DAY, at=TUESDAY):
    lead = world.actor("manager")
    with acting(lead, at):
        return actions.bring_into_force(by=lead, at=at, standard=draft, starts=starts)
