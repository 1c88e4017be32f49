"""Contacts that wait for a rating, made by the actions that make them in life."""

import re
from datetime import timedelta

from django.test import Client
from tests.world import a_worry

from mash.casework.cases.actions import rate
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import PersonSaid
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting

FORCE = Actor.draft("DRAFT")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def somebody(given, *, born=(2016, 4, 5), role="subject", house="", family="Quillon"):
    """One person as a force says it of them, living at `house` of one street, or nowhere that is known."""
    said = {
        "given_name": given,
        "family_name": family,
        "born": dict(zip(("year", "month", "day"), born, strict=True)),
    }
    if house:
        said["address"] = {"lines": f"{house} Sorrel Street", "postcode": "ZZ2 8QQ"}
    return PersonSaid(role=role, said=said)


def notified(*people, days=0, minutes=1, hub="county", population="children", **changes):
    """A police notification about these people so long ago; the reference of its case."""
    at = now() - timedelta(days=days, minutes=minutes)
    said = {
        "hub": hub,
        "population": population,
        "kind": "police-notification",
        "channel": "bulk",
        "worry": "Officers went to an address where two adults were arguing.",
        "people": people,
        "content": {"police": {"grade": changes.pop("grade", "Standard"), "reference": "PPN"}},
        "danger_now": "no",
        **changes,
    }
    with acting(FORCE, at):
        contact = receive(by=FORCE, at=at, arrival=a_worry(**said))
    with acting(Actor.service("setup"), at):
        from mash.foundation.visibility import as_service

        with as_service("intake"):
            return contact.matter.ref


def rated(world, who, ref, rating="amber", *, at=None, **more):
    by, at = world.actor(who), at or now()
    with acting(by, at):
        return rate(by=by, at=at, case=get_case(ref), rating=rating, rationale="Reason.", **more)


def versions(text):
    """The versions that a page sends back with its forms, by the names of the fields."""
    return dict(re.findall(r'name="(version[^"]*)" value="([0-9]+)"', text))


def as_user(world, who):
    client = Client()
    client.force_login(world.users[who], backend=BACKEND)
    return client
