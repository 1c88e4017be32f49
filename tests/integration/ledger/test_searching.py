"""Whatever is looked for, and by whichever index, a search finds what reading every entry would find, in that order."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.world import TUESDAY

from mash.foundation.kernel import Ref
from mash.foundation.kernel.time import now
from mash.foundation.ledger import append, searching
from mash.foundation.ledger.events import declared, shares
from mash.foundation.ledger.models import Entry
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.ledger.proof.sequencing import sequence
from mash.foundation.ledger.searching import Wanted, numbers
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db
ACTORS = ["screener", "decider", "manager", "police", "health", "governance"]
EVENTS = ["cases:case:viewed", "sharing:request:viewed", "sharing:request:sent", "people:person:viewed"]
PURPOSES = ["", "", "s47", "S47 and s17", "below-s47", "consent", "100% sure", "a_b"]
REFS = [Ref(kind, ref) for kind in ("person", "agency") for ref in ("P1", "P2", "police", "rare")]
PAGE = 7


@pytest.fixture(scope="module")
def chance():
    return random.Random(20)


@pytest.fixture
def world(world, chance):
    for _ in range(240):
        at = TUESDAY + timedelta(minutes=chance.randrange(200))
        by = world.actor(chance.choice(ACTORS))
        about = chance.sample(REFS, chance.choice([0, 1, 1, 2, 3]))
        with acting(by, at):
            append(
                declared()[chance.choice(EVENTS)], by=by, at=at, about=about, purpose=chance.choice(PURPOSES)
            )
    with acting(SEQUENCER, now()):
        sequence()
    return world


def naive(wanted, entries, before):
    """The same, by reading every entry."""

    def is_wanted(one):
        named = {(each.kind, each.ref) for each in one.mentions.all()}
        return (
            (not wanted.ref or any(r == wanted.ref and wanted.kind in {"", k} for k, r in named))
            and wanted.actor_name.casefold() in one.actor_name.casefold()
            and (not wanted.agency or one.actor_role.partition(":")[2] == wanted.agency)
            and (one.event.startswith(wanted.event) if wanted.event.endswith(":") else wanted.event in {"", one.event})
            and wanted.purpose.casefold() in one.purpose.casefold()
            and (not wanted.purpose or one.purpose != "")
            and (wanted.since is None or one.at >= wanted.since)
            and (wanted.until is None or one.at < wanted.until)
            and (not wanted.shares or one.event in shares())
        )  # fmt: skip

    found = sorted(filter(is_wanted, entries), key=lambda one: (one.at, one.pk), reverse=True)
    if before is not None:
        (then,) = [(one.at, one.pk) for one in entries if one.pk == before]
        found = [one for one in found if (one.at, one.pk) < then]
    return [one.pk for one in found[:PAGE]]


def any_wanted(chance):
    """Parts of a search, each left open as often as not."""

    def maybe(*values):
        return chance.choice(["", chance.choice(values)])

    ref = chance.choice([None, *REFS])
    wanted = Wanted(
        ref=ref.id if ref else "",
        kind=maybe(ref.kind) if ref else "",
        actor_name=maybe("screener", "PERSON", "e", "nobody", "%"),
        agency=maybe("county-children", "police", "none"),
        event=maybe("cases:", "sharing:", "sharing:request:sent", "none:"),
        purpose=maybe("s47", "S4", "e", "%", "_", "none"),
        shares=chance.random() < 0.2,
    )
    since = TUESDAY + timedelta(minutes=chance.randrange(200))
    return replace(wanted, **chance.choice([{}, {"since": since}, {"until": since}]))


@pytest.mark.parametrize("most", [500, 1])
def test_a_search_finds_what_reading_every_entry_finds(world, chance, monkeypatch, most):
    monkeypatch.setattr(searching, "MOST_VALUES", most)
    lead = world.actor("governance")
    some = 0
    with acting(lead, now()):
        entries = list(Entry.objects.prefetch_related("mentions"))
        for _ in range(400):
            wanted, before = any_wanted(chance), chance.choice([None, chance.choice(entries).pk])
            expected = naive(wanted, entries, before)
            assert numbers(wanted, before=before, limit=PAGE) == expected, wanted
            some += bool(expected)
    assert some > 100
