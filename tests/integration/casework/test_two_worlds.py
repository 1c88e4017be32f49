"""The same case with and without something sealed: whoever is not cleared gets the same bytes on every page they may open."""

import random
import re
from datetime import timedelta

import pytest
from django.db import transaction
from tests.integration.agency.asking import ask, client
from tests.integration.casework.sealing import (
    LATER,
    SECRET,
    WHY,
    item,
    matter_of,
    says,
    sealed_item,
    supply,
)
from tests.integration.casework.test_sealed import ask_again, decided
from tests.world import SETUP, TUESDAY

from mash.casework.cases.actions import rely
from mash.casework.cases.models import Decision
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.queries.sealed import sealed_in
from mash.casework.cases.rules import AnnexSaid
from mash.casework.sharing.actions import answer
from mash.casework.sharing.models import Request
from mash.foundation.kernel import seeded
from mash.foundation.visibility import acting
from mash.interfaces.web.routes import listing
from mash.registers.accounts.actions import make_token

pytestmark = pytest.mark.django_db
AT = TUESDAY + timedelta(hours=3)
UNCLEARED = ("screener", "manager", "unregistered", "health", "governance")
LISTED_AS = {"machine": "screener", "unregistered": "decider"}
# What differs between two readings of one page: a form's token or own number, and numbers of the log, which all hubs share.
NOISE = re.compile(
    r'name="(?:csrfmiddlewaretoken|once)" value="[^"]*"|/governance/ledger/\d+|ledger/\d+"|>\d+(?:</bdi>)?</a>|before=\d+'
)
NUMBERED = re.compile(r'"entry": \d+|Entry \d+|^\d+,', re.MULTILINE)


def beside(world, ref, *, sealed):
    """Something is sealed beside what is said openly."""
    supply(world, ref, item(), *([sealed_item()] if sealed else []))


def alone(world, ref, *, sealed):
    """All that is said is under seal: nothing is answered yet."""
    by = world.actor("police")
    if not sealed:
        return
    with acting(by, LATER):
        request = Request.objects.get(ref=ref)
        first, second = request.subjects.all()
        said = (
            says(first.pk, sealed_item(), held="later"),
            says(second.pk, held="later", systems_searched=""),
        )
        assert answer(by=by, at=LATER, request=request, answers=said) == []


def relied_on(world, ref, *, sealed):
    """A decision rests on what is sealed."""
    beside(world, ref, sealed=sealed)
    matter = matter_of(world, ref)
    # Sealed rows have taken ids from the tests' own source; those that follow are to be the same.
    with seeded(random.Random(8)):
        ask_again(world, matter)
        decision = decided(world, matter)
    assert isinstance(decision, Decision), decision
    if not sealed:
        return
    by = world.actor("decider")
    with acting(by, AT):
        (one,) = sealed_in(get_case(matter).matter).items
        said = AnnexSaid(
            items=(one.public_id,),
            text=SECRET,
            stands_without=False,
            originators_view="Agrees.",
            gist="A risk.",
        )
        assert rely(by=by, at=AT, decision=decision, said=said)


@pytest.fixture
def world(world, monkeypatch):
    monkeypatch.setattr("mash.interfaces.web.middleware.now", lambda: AT)
    world.clear("decider")
    return world


def readers(world):
    """A browser for each reader, and a token for the screener: {name: (address, browser, headers)}."""
    with acting(SETUP, TUESDAY):
        token = make_token(by=SETUP, at=TUESDAY, seat=world.seats["screener"], name="reading")
    found = {who: (client(world, who), {}) for who in (*UNCLEARED, "decider")}
    found["machine"] = (client(world, "screener"), {"headers": {"Authorization": f"Bearer {token}"}})
    return found


def pages(world, who, browser, extra) -> dict[str, str]:
    """Every page that a reader may open: {path: what it says}."""
    # One seat of a role and place is listed: the decider who is not cleared tries what the cleared one opens.
    email = f"{LISTED_AS.get(who, who)}@example.org"
    found = {}
    for route in listing(at=AT):
        path = route["examples"].get(email)
        # How large the log's tree is tells how much all hubs together do, and is shown to leads and witnesses.
        if (
            path is None
            or route["name"] == "governance:log"
            or "GET" not in route["methods"]
            or (who == "machine") != (route["access"] == "token")
        ):
            continue
        response = browser.get(path, **extra)
        said = response.content.decode(errors="replace")
        head = f"{response.status_code} {response.headers.get('ETag', '')} {response.headers.get('Location', '')}\n"
        found[NOISE.sub("", path)] = head + NUMBERED.sub("", NOISE.sub("", said))
    return found


class UndoneError(Exception):
    """Ends a story, so that nothing of it is left."""


def told(world, ref, story, reading, *, sealed):
    """What every reader sees after the story, which is then undone."""
    found = {}
    try:
        with transaction.atomic():
            with seeded(random.Random(7)):
                story(world, ref, sealed=sealed)
            for who, (browser, extra) in reading.items():
                found[who] = pages(world, who, browser, extra)
            raise UndoneError  # noqa: TRY301 - only so is the transaction undone
    except UndoneError:
        return found


@pytest.mark.parametrize("story", [beside, alone, relied_on])
def test_whoever_is_not_cleared_sees_the_same_bytes(world, story):
    ref = ask(world)
    reading = readers(world)
    without, with_it = (told(world, ref, story, reading, sealed=sealed) for sealed in (False, True))
    for who in (*UNCLEARED, "machine"):
        assert with_it[who].keys() == without[who].keys(), who
        assert len(without[who]) > 2, who
        for path, said in with_it[who].items():
            assert said == without[who][path], f"{who} {path}"
            assert SECRET not in said
            assert WHY not in said
    shown = "".join(with_it["decider"].values())
    assert SECRET in shown, "a cleared reader does see it"
    assert with_it["decider"] != without["decider"]
