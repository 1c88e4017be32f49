"""Eight people on one queue at once: no contact is decided twice, and whoever was slower is told and loses no word."""

from django.core.cache import cache
from tests.integration.triage.waiting import as_user, notified, somebody, versions
from tests.races import WRITERS, at_once

from mash.casework.cases.models import Rating, Routing
from mash.casework.cases.queries.picture import get_case
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting

WHO = ("screener", "decider", "unregistered", "manager")
RATINGS = ("red", "amber", "green", "blue")


def test_each_contact_is_rated_once_and_each_loser_keeps_what_they_typed(world, own_database):
    cache.clear()
    refs = [
        notified(somebody(name), minutes=number + 1) for number, name in enumerate(("Ada", "Bryn", "Cora"))
    ]
    clients = [as_user(world, WHO[place % len(WHO)]) for place in range(WRITERS)]

    for number, ref in enumerate(refs):

        def rates(place, number=number, ref=ref):
            """Every second opens the row first, as people do; the others rate from an older page."""
            read = {"version": "1"}
            if (place + number) % 2:
                clients[place].post(f"/triage/{ref}/open", {"back": ""})
                read = versions(clients[place].get(f"/triage/?open={ref}").text)
            said = {
                "rating": RATINGS[place % 4],
                "rationale": f"Words of writer {place}.",
                "back": "",
                **read,
            }
            return clients[place].post(f"/triage/{ref}/rate", said)

        answers = at_once(WRITERS, rates)
        won = [place for place, answer in enumerate(answers) if answer.status_code == 302]
        assert len(won) == 1
        with acting(world.actor("screener"), now()):
            rating = Rating.objects.get(matter__ref=ref)
            assert rating.rationale == f"Words of writer {won[0]}."
        for place, answer in enumerate(answers):
            if place in won:
                continue
            assert answer.status_code == 200
            assert f"Words of writer {place}." in answer.text
            told = (
                f"{rating.by_name} has rated it",
                "has it open already",
                "A colleague has changed this case",
            )
            assert any(one in answer.text for one in told)


def test_two_sheets_at_once_route_each_contact_once(world, own_database):
    cache.clear()
    refs = [
        notified(somebody(name), minutes=number + 1) for number, name in enumerate(("Ada", "Bryn", "Cora"))
    ]
    clients = [as_user(world, who) for who in WHO]
    read = versions(clients[0].get("/triage/safe?class=standard-first").text)

    def sends(place):
        said = {f"why-{ref}-0": f"Reason {place} of {ref}." for ref in refs}
        pick = refs if place % 2 else refs[::-1]
        return clients[place].post("/triage/safe?class=standard-first", {"pick": pick, **said, **read})

    answers = at_once(len(clients), sends)
    assert [answer.status_code for answer in answers] == [200] * len(clients)
    with acting(world.actor("screener"), now()):
        kept = list(Routing.objects.values_list("matter__ref", "rationale"))
        assert sorted(ref for ref, _text in kept) == sorted(refs)
        assert all(get_case(ref).matter.ratings.count() == 1 for ref in refs)
    for place, answer in enumerate(answers):
        for ref in refs:
            assert (ref, f"Reason {place} of {ref}.") in kept or f"Reason {place} of {ref}." in answer.text
