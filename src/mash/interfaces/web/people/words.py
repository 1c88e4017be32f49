"""Probabilities, changes and people's words about who is who, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.registers.accounts.models import Seat
from mash.registers.people.review.rules import HUBS, LARGE, OF_ONE_LIST, Extent

# What a calibrated probability is called. The number always stands beside the word.
LIKELY: tuple[tuple[float, str | Promise], ...] = (
    (0.95, gettext_lazy("almost certainly")),
    (0.5, gettext_lazy("likely")),
    (0.0, gettext_lazy("possibly")),
)
CHANGES: dict[str, str | Promise] = {
    "founded": gettext_lazy("Became known"),
    "joined": gettext_lazy("Became one with another person"),
    "parted": gettext_lazy("Became a person of their own again"),
    "gained": gettext_lazy("Gained records"),
    "lost": gettext_lazy("Lost records"),
    "inherited": gettext_lazy("Is now held by another record"),
    "retired": gettext_lazy("Has no record any more"),
    "restored": gettext_lazy("Has a record again"),
    "placed": gettext_lazy("It was said where something belongs"),
}
STATEMENTS: dict[str, str | Promise] = {
    "join": gettext_lazy("Said that two persons are one"),
    "split": gettext_lazy("Said that some records are of somebody else"),
    "always": gettext_lazy("Said that two records are always one person"),
    "never": gettext_lazy("Said that two records are never one person"),
}
CAUSES: dict[str, str | Promise] = {
    "contact": gettext_lazy("what came in by a contact"),
    "matter": gettext_lazy("work on a case"),
    "feed": gettext_lazy("a list of people that an agency supplied"),
    "feeds": gettext_lazy("lists of people that agencies supplied"),
    "statement": gettext_lazy("what a colleague said"),
    "identified": gettext_lazy("what a colleague said"),
    "model": gettext_lazy("a new version of the model"),
    "purged": gettext_lazy("what nobody used was purged"),
}
KINDS: dict[str, str | Promise] = {
    "uncertain": gettext_lazy("The machine is not sure"),
    "named": gettext_lazy("People have named both, so that the machine may not join them"),
    "numbers": gettext_lazy("One person with two NHS numbers"),
    "births": gettext_lazy("One person with two dates of birth"),
    "twins": gettext_lazy("One person, perhaps twins"),
    "large": gettext_lazy("One person with very many records"),
    "spread": gettext_lazy("One person known in very many places"),
}
HANGING: dict[str, str | Promise] = {
    "matter": gettext_lazy("Case"),
    "request": gettext_lazy("Request to an agency"),
    "relationship": gettext_lazy("Relationship"),
    "address": gettext_lazy("Address"),
}


def too_much(found: Extent) -> str:
    """Why all that is held for one person is looked at, with the numbers."""
    if found.of_one_list >= OF_ONE_LIST:
        return _(
            "%(n)d records of one agency’s list are in this person. A list mostly has somebody once: perhaps these are several people."
        ) % {"n": found.of_one_list}
    if found.records >= LARGE:
        return _(
            "The machine has put %(n)d records into this person. So many are rarely of one: perhaps these are several people."
        ) % {"n": found.records}
    if found.hubs >= HUBS:
        return _(
            "This person is in cases of %(n)d hubs. Perhaps these are several people who share a name."
        ) % {"n": found.hubs}
    return _(
        "%(n)d agencies have said something of this person. Perhaps these are several people who share a name."
    ) % {"n": found.agencies}


def percent(probability: float) -> str:
    """A probability in whole percent, and never 0 % or 100 %: "97%", "more than 99%"."""
    if probability > 0.99:
        return _("more than 99%%") % ()
    if probability < 0.01:
        return _("less than 1%%") % ()
    return f"{round(probability * 100)}%"


def likely(probability: float) -> str:
    """A probability in words with the number beside: "likely (83%)"."""
    word = next(word for least, word in LIKELY if probability >= least)
    return f"{word} ({percent(probability)})"


def cause(text: str) -> str:
    """What a change came from: `contact:7K2QM-9XPRT` as "what came in by a contact"."""
    kind = text.partition(":")[0]
    return str(CAUSES.get(kind, ""))


def names(actors: Iterable[str]) -> dict[str, str]:
    """Who the actors of stored rows are, by `str(Actor)`: people by name, the rest in words."""
    wanted = set(actors)
    seats = {one.removeprefix("seat:") for one in wanted if one.startswith("seat:")}
    held = Seat.objects.filter(pk__in=[int(one) for one in seats if one.isdigit()]).select_related("user")
    found = {f"seat:{one.pk}": one.user.name for one in held}
    return {one: found.get(one) or _machine(one) for one in wanted}


def _machine(actor: str) -> str:
    if actor.startswith("service:"):
        return _("the matching")
    return _("somebody")
