"""A recall while the recipient opens, and two presses of one button: one clear winner each time."""

import threading

from django.db import connections
from tests.integration.disclosure.making import (
    PAGE,
    SOON,
    TWO,
    act,
    begun,
    done,
    keys_of,
    sent,
    token_in,
    told,
)
from tests.world import SETUP

from mash.casework.disclosure import actions
from mash.casework.disclosure.actions.send import How
from mash.casework.disclosure.models import Content, Delivery, Recall
from mash.casework.disclosure.queries import get_package
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite


def at_once(*works):
    """Do these at the same moment, each on a connection of its own; what each gave."""
    together, found = threading.Barrier(len(works)), {}

    def run(number, work):
        together.wait(timeout=30)
        try:
            found[number] = work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, work)) for number, work in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return [found[number] for number in range(len(works))]


def test_a_recall_against_an_opening_and_two_presses(own_database, world):
    with acting(SETUP, SOON):
        user = invite(by=SETUP, at=SOON, email="social@example.org", name="Social Person", password=None)
        world.seats["social"] = give_seat(
            by=SETUP,
            at=SOON,
            user=user,
            role="researcher",
            desk=None,
            agency=world.agencies["county-childrens"],
        )
    matter, _request = told(world)
    decider, social = world.actor("decider"), world.actor("social")

    # Two presses of "send".
    package = begun(world, matter)
    done(act(world, "choose", package, keys=keys_of(world, package, TWO)))
    version = 2

    def send():
        with acting(decider, SOON):
            return actions.send(by=decider, at=SOON, package=package, version=version, how=PAGE)

    both = at_once(send, send)
    assert not any(isinstance(one, Refused) for one in both)
    with acting(decider, SOON):
        assert Content.objects.count() == Delivery.objects.count() == 1
    with acting(Actor.service("worker"), SOON):
        assert Message.objects.filter(template="package").count() == 1

    # A recall against the agency's page, and against a link.
    for way in ("page", "link", "link"):
        how = PAGE if way == "page" else How(frozenset({"link"}), to="nurse@example.org")
        one = sent(world, matter, how=how)
        token = ""
        if way == "link":
            with acting(Actor.service("worker"), SOON):
                token = token_in(Message.objects.filter(template="package_link").latest("pk"))

        def opens(one=one, way=way, token=token):
            if way == "page":
                with acting(social, SOON):
                    return isinstance(actions.open_page(by=social, at=SOON, ref=one.ref), tuple)
            with acting(Actor.public(), SOON):
                return isinstance(actions.open_link(at=SOON, token=token), tuple)

        def recalls(one=one):
            with acting(decider, SOON):
                return actions.recall(by=decider, at=SOON, package=get_package(one.ref), reason="Wrong.").pk

        read, recalled = at_once(opens, recalls)
        with acting(decider, SOON):
            found = Recall.objects.get(pk=recalled)
            delivery = Delivery.objects.get(ref=one.ref)
            # Who read it opened it before the recall, which says so; else nobody has read it, and the recall says that.
            assert found.opened == (1 if read else 0)
            assert (delivery.opened_at is not None) == read
            assert delivery.recalled_at == SOON
        with acting(Actor.service("sequencer"), SOON):
            events = list(
                Entry.objects.filter(
                    event__in=[
                        "disclosure:package:opened",
                        "disclosure:link:opened",
                        "disclosure:package:recalled",
                    ],
                    payload__package=one.ref,
                )
                .order_by("pk")
                .values_list("event", flat=True)
            )
        assert len(events) == (2 if read else 1)
        assert events[-1] == "disclosure:package:recalled"
        assert not opens()
