"""A case of which agencies have told something, and packages made of it, told in a few lines."""

from __future__ import annotations

from datetime import timedelta

from tests.integration.agency.asking import ask
from tests.integration.casework.sealing import item, matter_of, sealed_item, supply
from tests.world import TUESDAY, World

from mash.casework.disclosure import actions
from mash.casework.disclosure.actions.send import How
from mash.casework.disclosure.models import Delivery, Package, Passage
from mash.casework.disclosure.queries import get_package
from mash.casework.matters.models import Matter
from mash.casework.sharing.rules import Ground
from mash.foundation.kernel import Actor, Refused
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting

SOON = TUESDAY + timedelta(hours=1)
TWO = "Two calls to the house in March.\n\nThe neighbour Xanthippe Quill made both."
ASKED = "A marker is on the address."
NEVER = "Officers watch the house on Fridays."
PAGE = How(frozenset({"page"}))
GROUND = Ground(
    power="open-with-family",
    necessity="She needs to know what was decided.",
    recipient_checked="Known to the worker, seen today.",
    reason="The meeting is tomorrow.",
)


def told(world: World) -> tuple[str, str]:
    """A case and its request: police told three items, one of them for no family, one to be asked about, and one sealed."""
    if "decider" not in world.cleared:
        world.clear("decider")
    ref = ask(world)
    done = supply(
        world,
        ref,
        item(TWO, category="incidents", family_may_know="yes"),
        item(ASKED, "ask-originator", category="incidents", family_may_know="ask"),
        item(NEVER, category="incidents", family_may_know="no"),
        sealed_item(),
    )
    assert not isinstance(done, Refused), done
    return matter_of(world, ref), ref


def done(found):
    assert not isinstance(found, Refused), found
    return found


def begun(
    world: World,
    matter: str,
    *,
    agency: str | None = "county-childrens",
    who: str = "screener",
    at=SOON,
    **changes,
):
    """A package in the making for an agency, or for the mother where `agency` is None."""
    by = world.actor(who)
    with acting(by, at):
        return done(
            actions.make(
                by=by,
                at=at,
                matter=Matter.objects.get(ref=matter),
                **{
                    "agency": world.agencies[agency] if agency else None,
                    "recipient": world.agencies[agency].name if agency else "The mother",
                    "purpose": "protect-child",
                    "terms": ["no-onward"],
                }
                | changes,
            )
        )


def act(world: World, verb: str, package: Package, *, who: str = "screener", at=SOON, **said):
    """One action on a package as it stands now."""
    by = world.actor(who)
    with acting(by, at):
        now = get_package(package.ref)
        if verb in {
            "choose",
            "choose_addresses",
            "redact",
            "submit",
            "take_back",
            "check",
            "send",
            "drop",
            "change",
        }:
            said.setdefault("version", now.version)
        return getattr(actions, verb)(by=by, at=at, package=now, **said)


def keys_of(world: World, package: Package, *texts: str) -> list[str]:
    """The keys of the items that say this."""
    from mash.casework.disclosure.offers import offers

    with acting(world.actor("screener"), SOON):
        return [one.key for one in offers(get_package(package.ref).matter, at=SOON) if one.text in texts]


def passage_of(world: World, package: Package, text: str) -> Passage:
    with acting(world.actor("screener"), SOON):
        return Passage.objects.select_related("item__request__agency").get(
            package__ref=package.ref, text=text
        )


def sent(world: World, matter: str, *, how: How = PAGE, at=SOON) -> Package:
    """A package for children's services with the two calls, of which the neighbour is withheld, sent."""
    package = begun(world, matter, at=at)
    done(act(world, "choose", package, keys=keys_of(world, package, TWO), at=at))
    place = (passage_of(world, package, TWO).pk, 1)
    done(act(world, "redact", package, withheld={place: "source"}, at=at))
    return done(act(world, "send", package, who="decider", how=how, at=at))


def messages(template: str) -> list[Message]:
    with acting(Actor.service("worker"), SOON):
        return list(Message.objects.filter(template=template).order_by("pk"))


def token_in(message: Message) -> str:
    return message.link.removeprefix("/package/")


def delivery_of(world: World, package: Package, channel: str = "page") -> Delivery:
    with acting(world.actor("decider"), SOON):
        return Delivery.objects.get(package__ref=package.ref, channel=channel)
