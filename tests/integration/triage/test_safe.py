"""Safe classes: proposed with reasons, decided by a person for each person, each contact for itself."""

import pytest
from django.core.cache import cache
from tests.integration.triage.waiting import as_user, notified, rated, somebody, versions

from mash.casework.cases.models import HiddenMatch, Rating, Routing
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.arrival import PersonSaid
from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db
SHEET = "/triage/safe?class=standard-first"


@pytest.fixture
def world(world):
    cache.clear()
    return world


def on(text, *refs):
    return [f'id="row-{ref}"' in text for ref in refs]


def test_what_is_in_a_class_is_proposed_with_reasons_and_nothing_else_is(world):
    calm = notified(somebody("Ada", house="1"))
    grown = notified(somebody("Bryn", born=(1980, 1, 1), house="2"))
    out = [
        notified(somebody("Cora"), danger_now="not-known"),
        notified(somebody("Dewi"), grade="High"),
        notified(somebody("Elin"), kind="referral", channel="form"),
        notified(PersonSaid(role="subject", said={"given_name": "Ffion", "family_name": "Quillon"})),
    ]
    first = notified(somebody("Iolo"), minutes=9, incident="AAAAA-AAAAA")
    assert not isinstance(rated(world, "screener", first), Refused)
    out.append(notified(somebody("Iolo"), incident="AAAAA-AAAAA"))
    worked_on = notified(somebody("Finn", house="3"), days=400)
    out.append(notified(somebody("Gwen", house="3")))
    assert not isinstance(rated(world, "screener", worked_on), Refused)
    before = notified(somebody("Huw", house="4"), days=30)
    out.append(notified(somebody("Ines", house="4")))

    client = as_user(world, "screener")
    text = client.get(SHEET).text
    assert on(text, calm, grown, before, *out) == [True, True, True, *[False] * len(out)]
    assert "The force graded it Standard" in text
    assert "Nothing of them came in the last 12 months" in text
    assert on(client.get("/triage/safe").text, calm, grown) == [False, True], "no child in it"
    assert on(as_user(world, "city-screener").get(SHEET).text, calm) == [False]
    assert client.get("/triage/safe?class=nonsense").status_code == 404
    assert as_user(world, "police").get(SHEET).status_code == 403


def test_each_child_has_a_reason_of_their_own_and_each_contact_is_done_for_itself(world):
    two = notified(somebody("Ada", house="1"), somebody("Bryn", house="1", born=(2018, 1, 1)))
    one, quick, left = (notified(somebody(name)) for name in ("Cora", "Dewi", "Elin"))
    client = as_user(world, "screener")
    said = {
        "pick": [two, one],
        f"why-{two}-0": "Ada was at her aunt’s.",
        f"why-{two}-1": " ",
        f"why-{one}-0": "Cora slept through it.",
        **versions(client.get(SHEET).text),
    }
    text = client.post(SHEET, said).text
    assert "Give the reason for this person" in text
    assert "Ada was at her aunt’s." in text
    with acting(world.actor("screener"), now()):
        assert not Routing.objects.exists()
    assert "Pick at least one contact" in client.post(SHEET, {f"why-{one}-0": "Cora slept."}).text

    # One of them is rated by somebody else meanwhile: the others go through, and nothing typed is lost.
    assert not isinstance(rated(world, "decider", quick), Refused)
    old = client.post(SHEET, {**said, "pick": [one], f"version-{one}": "0"}).text
    assert "A colleague has changed this case since you opened it" in old
    assert "Cora slept through it." in old
    said |= {"pick": [two, one, quick], f"why-{two}-1": "Bryn was asleep.", f"why-{quick}-0": "Dewi is fine."}
    text = client.post(SHEET, said).text
    assert "2 contacts were routed." in text
    assert "Decider Person has rated it amber already" in text
    assert "Dewi is fine." in text
    assert on(text, two, one, quick, left) == [False, False, False, True]
    with acting(world.actor("screener"), now()):
        kept = {(each.subject.matter.ref, each.rationale) for each in Routing.objects.all()}
        assert kept == {
            (two, "Ada was at her aunt’s."), (two, "Bryn was asleep."), (one, "Cora slept through it."),
        }  # fmt: skip
        assert {each.route for each in Routing.objects.all()} == {"early-help"}
        rating = get_case(two).matter.ratings.get()
        assert rating.rationale == "Ada Quillon: Ada was at her aunt’s.\nBryn Quillon: Bryn was asleep."
        assert get_case(left).rating == ""
    with acting(world.actor("governance"), now()):
        entries = list(Entry.objects.filter(event="cases:case:routed"))
        assert len({each.payload["batch"] for each in entries}) == 1
        assert sorted(each.payload["people"] for each in entries) == [1, 2]

    # Sent again, as by a double click, it does nothing more.
    client.post(SHEET, said)
    with acting(world.actor("screener"), now()):
        assert (Routing.objects.count(), Rating.objects.count()) == (3, 3)


def test_what_was_in_the_class_when_the_sheet_was_read_is_judged_again(world):
    ada = somebody("Ada", house="1")
    ref = notified(ada, minutes=1)
    client = as_user(world, "screener")
    text = client.get(SHEET).text
    assert on(text, ref) == [True]
    earlier = notified(ada, days=2)
    text = client.post(SHEET, {"pick": [ref], f"why-{ref}-0": "First one.", **versions(text)}).text
    assert "you have not looked at what came before" in text
    assert "First one." in text
    with acting(world.actor("screener"), now()):
        assert get_case(ref).rating == get_case(earlier).rating == ""


def test_a_hidden_look_that_waits_is_not_told_by_the_class(world):
    """Whoever is not cleared learns nothing by what is missing from a sheet; closing waits for that look."""
    world.clear("manager")
    ref = notified(somebody("Ada"))
    with acting(world.actor("manager"), now()):
        matter = get_case(ref).matter
    from mash.foundation.kernel import Actor
    from mash.foundation.visibility import as_service

    with acting(Actor.service("worker"), now()), as_service("attention"):
        HiddenMatch.objects.create(
            matter=matter, contact="AAAAA-AAAAA", hidden="BBBBB-BBBBB", hidden_hub="Elsewhere", found_at=now()
        )
    assert on(as_user(world, "screener").get(SHEET).text, ref) == [True]
    assert on(as_user(world, "manager").get(SHEET + "&desk=county-children").text, ref) == [True]
