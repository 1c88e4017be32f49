"""The one door through which every invented text, name, address and file name passes.

A generator is given the `Marks` of the county. It asks them for a `Text` at the place where it writes, and calls that
once for each value, with the class that says who may see it. `PLAIN` leaves values as they are; others append a marker,
so that a crawler can tell to whom a page has shown what was not for them. Marks must give the same answer to the same
call, or the same seed no longer makes the same year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Kind = Literal[
    "open",  # who somebody is and where they live, as the index of persons tells it
    "said",  # what a referrer said
    "hub",  # what the hub wrote of its case
    "told",  # what the referrer is answered
    "file",  # the name and the words of a file that came along
    "protected-address",
    "asked",  # what the hub asked an agency
    "agency",  # what the agency answered
    "family-no",  # the same, and the family may not know
    "sealed",  # supplied under seal
    "relied",  # what cleared people wrote of what is sealed
    "underway",  # an answer that its agency has not sent
    "draft",  # a form that nobody has sent
    "ground",  # why something was shared without a clause
    "review",  # what a lead made of that
    "glass",  # why somebody broke the glass
    "verdict",  # what a lead made of that
    "close",  # who somebody is close to
    "clearance",  # why somebody is cleared
    "sent",  # what the hub wrote to whom it sent a package
    "rights",  # what somebody wrote who asked what is held about them, and what the lead noted of it
    "advice",  # what a desk was asked when it gave advice, and what it said; what it noted in a call
    "task",  # what somebody was given to do on a case, and what was done
    "pathway",  # what a step of a pathway records
    "hand-over",  # what a team is asked to do, and what it answers
    "disagreement",  # what each side said in a disagreement between the hub and an agency
    "round-table",  # why a meeting is called, and what is for everybody at it
    "hold",  # why a case is kept beyond its time
    "mail",  # what a message says that the machine did not make a contact
    "agreement",  # a text of an agreement that is not laid open
]
"""By who may see it; `mash.demo.canaries.rules` says who that is."""

Text = Callable[[Kind, str], str]


@dataclass(frozen=True, slots=True)
class Where:
    """Where something is written: in which story and hub, about which household or person, by which agency or persona.

    `story` is the id of a worry, or empty for what belongs to none. What is `restricted` says so in its marker.
    """

    story: str = ""
    hub: str = ""
    about: str = ""
    agency: str = ""
    by: str = ""
    restricted: bool = False


class Marks(Protocol):
    """What marks values, marks them anew for another story, and hears who came to one."""

    def at(self, where: Where) -> Text:
        """How values are marked there."""
        ...

    def again(self, value: str, where: Where) -> str:
        """A value that was marked elsewhere, as it is marked when the same is told there."""
        ...

    def hears(self, story: str, **came: str) -> None:
        """Somebody came to a story by what was done in it: see `mash.demo.canaries.rules.Story`."""
        ...


def plain(_kind: Kind, value: str) -> str:
    """The value itself."""
    return value


class Plain:
    """No marks."""

    def at(self, where: Where) -> Text:
        del where
        return plain

    def again(self, value: str, where: Where) -> str:
        del where
        return value

    def hears(self, story: str, **came: str) -> None:
        del story, came


PLAIN: Final = Plain()
