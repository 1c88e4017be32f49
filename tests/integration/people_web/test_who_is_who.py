"""Join, split, agree and undo on pages: what follows is shown first, a refusal is a sentence, nothing typed is lost."""

from datetime import timedelta

import pytest
from tests.integration.agency.asking import a_case
from tests.integration.people.clusters_world import alike
from tests.integration.people_web.steps import hide
from tests.world import BEFORE, SETUP

from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.actions import identify_subject
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat
from mash.registers.people.clusters.queries import current
from mash.registers.people.models import Address, Statement

pytestmark = pytest.mark.django_db
EMPTY = {
    "given": "", "family": "", "born-day": "", "born-month": "", "born-year": "", "nhs_number": "",
    "postcode": "", "house": "",
}  # fmt: skip


@pytest.fixture
def case(world):
    return a_case(now() - timedelta(minutes=30), "amber", world)


def statements(world, **which):
    with acting(world.actor("manager"), now()):
        return list(Statement.objects.filter(**which).order_by("pk"))


def join(client, one, other, *, reason="Same school and mother", do="join"):
    return client.post(f"/people/{one.public_id}/join/{other.public_id}/", {"do": do, "reason": reason})


def split(client, person, *records, reason="Two children"):
    return client.post(f"/people/{person.public_id}/split/confirm", {"record": records, "reason": reason})


# Join.


def test_the_other_is_found_by_name_and_compared(register, sign_in):
    register.arrive("a", "b")
    a, b = register.person("a"), register.person("b")
    client = sign_in()
    found = client.post(f"/people/{a.public_id}/join", EMPTY | {"given": "Rosa", "family": "B"}).text
    assert f"/people/{a.public_id}/join/{b.public_id}/" in found
    assert f"/people/{a.public_id}/join/{a.public_id}/" not in found
    side_by_side = client.get(f"/people/{a.public_id}/join/{b.public_id}/").text
    assert "Different" in side_by_side


def test_what_hangs_on_both_is_shown_before(register, case, named, sign_in):
    register.arrive("a")
    text = sign_in().get(f"/people/{named('Rosa').public_id}/join/{register.person('a').public_id}/").text
    follows = text.split("If they are joined")[1]
    assert case in follows
    assert "Open</strong>" in follows


def test_what_follows_tells_nothing_of_a_hidden_case(world, register, case, named, sign_in):
    register.arrive("a")
    rosa = named("Rosa")
    second = a_case(now(), "amber", world)
    with acting(world.actor("screener"), now()):
        subject = get_case(second).matter.subjects.select_related("record", "matter").first()
        identify_subject(by=world.actor("screener"), at=now(), subject=subject, person=rosa, reason="Same")
    hide(world, case)
    answer = sign_in().get(f"/people/{register.person('a').public_id}/join/{rosa.public_id}/")
    assert second in answer.text
    assert case not in answer.text


def test_they_are_one_until_it_is_undone(world, register, sign_in):
    register.arrive("a")
    register.arrive("b")
    a, b = register.person("a"), register.person("b")
    client = sign_in()
    assert join(client, a, b).status_code == 302
    assert register.person("b") == a
    (said,) = statements(world)
    page = client.get(f"/people/statements/{said.public_id}/undo").text
    assert "Same school and mother" in page
    assert client.post(f"/people/statements/{said.public_id}/undo").status_code == 302
    assert register.person("b") == b
    assert "Undone by Screener Person" in client.get(f"/people/{a.public_id}/").text


def test_without_a_reason_nothing_happens(world, register, sign_in):
    register.arrive("a", "b")
    answer = join(sign_in(), register.person("a"), register.person("b"), reason=" ")
    assert "Say why, so that a colleague can follow it later." in answer.text
    assert statements(world) == []


def test_sent_twice_it_is_said_once(world, register, sign_in):
    register.arrive("a", "b")
    a, b = register.person("a"), register.person("b")
    client = sign_in()
    assert [join(client, a, b).status_code for _ in range(2)] == [302, 302]
    assert len(statements(world)) == 1


def test_a_colleague_was_quicker_and_the_reason_stays(register, sign_in):
    register.arrive("a", "b")
    a, b = register.person("a"), register.person("b")
    join(sign_in("manager"), a, b)
    answer = join(sign_in(), a, b, reason="I asked the school myself")
    assert "These are already one person." in answer.text
    assert "I asked the school myself" in answer.text


def test_never_binds_the_machine(world, register, sign_in):
    register.weights = alike("ab")
    register.arrive("a")
    a = register.person("a")
    register.weights = {}
    register.arrive("b")
    assert join(sign_in(), a, register.person("b"), do="never").status_code == 302
    assert [one.kind for one in statements(world)] == ["never"]


# Split.


@pytest.fixture
def wide(register):
    """One person of the records a, b and c."""
    register.weights = alike("ab", "bc", "ac")
    register.arrive("a", "b", "c")
    return register.person("a")


def test_records_are_chosen_and_what_follows_is_shown(register, wide, sign_in):
    client = sign_in()
    c = register.public("c")
    text = client.get(f"/people/{wide.public_id}/split?ask=1&record={c}").text
    assert "Records that leave" in text
    assert "Split the person" in text
    assert split(client, wide, c).status_code == 302
    assert register.person("c") != wide
    assert register.person("b") == wide


def test_all_records_or_none_is_an_error_at_the_question(register, wide, sign_in):
    client = sign_in()
    every = "&".join(f"record={register.public(key)}" for key in "abc")
    assert "Leave at least one record" in client.get(f"/people/{wide.public_id}/split?{every}").text
    assert "Choose the records" in client.get(f"/people/{wide.public_id}/split?ask=1").text


def test_a_split_sent_twice_is_made_once(world, register, wide, sign_in):
    client = sign_in()
    c = register.public("c")
    assert [split(client, wide, c).status_code for _ in range(2)] == [302, 302]
    assert len(statements(world)) == 1


def test_a_stale_page_says_so_and_keeps_the_reason(register, wide, sign_in):
    c = register.public("c")
    register.weights = {}
    register.withdraw("c")
    answer = split(sign_in(), wide, c, reason="I asked both schools")
    assert "no longer where they were" in answer.text
    assert "I asked both schools" in answer.text


@pytest.fixture
def at_work(world, register, case, named, sign_in):
    """Rosa, on whose case somebody works, is also the person of the records a and b."""
    register.weights = alike("ab")
    register.arrive("a", "b")
    join(sign_in(), named("Rosa"), register.person("a"))
    with acting(world.actor("manager"), now()):
        return current(named("Rosa"))


def test_with_an_open_case_it_waits_for_somebody_else(world, register, at_work, sign_in):
    screener, b = sign_in(), register.public("b")
    assert (
        "waits until a colleague agrees" in screener.get(f"/people/{at_work.public_id}/split?record={b}").text
    )
    assert [split(screener, at_work, b).status_code for _ in range(2)] == [302, 302]
    (said,) = statements(world, kind="split")
    assert said.verdict == ""
    waiting = sign_in("decider").get("/people/waiting/").text
    assert said.public_id in waiting
    page = f"/people/waiting/{said.public_id}/"
    assert "Your role does not do this" in screener.get(page).text
    assert "Your role does not do this" in screener.post(page, {"do": "agree"}).text
    assert sign_in("decider").post(page, {"do": "agree"}).status_code == 302
    assert register.person("b") != at_work


def test_whoever_asked_does_not_agree_and_a_colleague_may_decline(world, register, at_work, sign_in):
    split(sign_in("manager"), at_work, register.public("b"))
    (said,) = statements(world, kind="split")
    page = f"/people/waiting/{said.public_id}/"
    assert "Somebody else has to agree" in sign_in("manager").post(page, {"do": "agree"}).text
    assert sign_in("decider").post(page, {"do": "decline"}).status_code == 302
    assert "already decided" in sign_in("decider").post(page, {"do": "agree"}).text
    assert register.person("b") == at_work


def test_what_came_meanwhile_is_placed_by_a_human(world, register, case, named, sign_in):
    register.arrive("a")
    a, rosa = register.person("a"), named("Rosa")
    client = sign_in()
    join(client, a, rosa)
    with acting(world.actor("manager"), now()):
        stands = current(rosa)
    with acting(world.actor("screener"), now()):
        Address.objects.create(person=stands, lines="1 New Road", postcode="ZZ2 2ZZ", from_on=now().date())
    (said,) = statements(world)
    client.post(f"/people/statements/{said.public_id}/undo")
    text = client.get(f"/people/{stands.public_id}/").text
    assert "To be placed" in text
    what = text.split('name="what" value="')[1].split('"')[0]
    assert client.post(f"/people/{stands.public_id}/placed", {"what": what}).status_code == 302
    assert what not in client.get(f"/people/{stands.public_id}/").text


@pytest.mark.parametrize("who", ["chair", "police", "governance"])
def test_who_may_not_say_so_is_told(world, register, sign_in, who):
    if who == "chair":
        with acting(SETUP, BEFORE):
            seat = give_seat(
                by=SETUP, at=BEFORE, user=world.users["administrator"], role="chair",
                desk=world.desks["county-children"], agency=world.agencies["county-childrens"],
            )  # fmt: skip
        client = sign_in("administrator")
        client.post("/seats", {"seat": str(seat.pk)})
    else:
        client = sign_in(who)
    register.arrive("a", "b")
    a, b = register.person("a"), register.person("b")
    assert join(client, a, b).status_code == 403
    assert split(client, a, register.public("a")).status_code == 403
    assert statements(world) == []
