"""The rooms `team` and `allocation`: what is wrong is said at its field, double sends are one, and who may not is told so."""

from tests.integration.agency.asking import client
from tests.integration.allocation.team import able, as_, comes
from tests.integration.cases_web.steps import text

from mash.casework.cases.queries.picture import get_case
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.registers.team.models import Absence, Competence, Duty

ASKED = {
    "do": "competence", "competence-code": "missing", "competence-evidence": "Course, passed", "competence-source": "Training unit",
    "competence-from_day-day": "1", "competence-from_day-month": "6", "competence-from_day-year": "2026",
    "competence-until_day-day": "", "competence-until_day-month": "", "competence-until_day-year": "",
}  # fmt: skip


def test_a_competence_is_asked_for_and_decided_on(world):
    screener, manager = client(world, "screener"), client(world, "manager")
    page = text(screener.post("/team/me", {**ASKED, "competence-source": ""}))
    assert "Say from whom the evidence is" in page
    for _twice in range(2):
        assert screener.post("/team/me", ASKED).status_code == 302
    assert "Waits for a manager" in text(screener.get("/team/me"))
    assert "Missing people" not in text(client(world, "decider").get("/team/"))
    user = world.users["screener"].pk
    assert screener.get(f"/team/people/{user}").status_code == 403
    assert "Waits for a manager's approval Screener Person : Missing people" in text(manager.get("/team/"))
    with as_(world, "manager", now()):
        ref = Competence.objects.get().public_id
    address = f"/team/people/{user}"
    page = text(manager.post(address, {"do": "refuse", "which": ref, "refuse-why": ""}))
    assert "Say why it is not approved" in page
    assert manager.post(address, {"do": "approve", "which": ref}).status_code == 302
    assert "This was not done" in text(manager.post(address, {"do": "approve", "which": ref}))
    assert screener.post("/team/me", {"do": "approve", "which": ref}).status_code == 404
    assert manager.get(f"/team/people/{world.users['city-screener'].pk}").status_code == 404
    field = client(world, "practitioner")
    assert field.get("/team/", follow=True).redirect_chain[-1][0] == "/team/me"
    assert client(world, "police").get("/team/").status_code == 403


def test_a_duty_and_days_away_are_written_and_withdrawn(world):
    manager, day = client(world, "manager"), now()
    duty = {
        "do": "add", "duty-user": str(world.users["decider"].pk), "duty-role": "decider", "duty-day-day": str(day.day),
        "duty-day-month": str(day.month), "duty-day-year": str(day.year), "duty-starts": "00:00", "duty-until": "00:00",
    }  # fmt: skip
    assert "Enter a time" in text(manager.post("/team/rota", {**duty, "duty-until": "soon"}))
    for _twice in range(2):
        assert manager.post("/team/rota", duty).status_code == 302
    page = text(client(world, "screener").get("/team/rota"))
    assert ("Decider Person" in page, "Write down a duty" in page) == (True, False)
    assert "Decision maker on duty" in text(client(world, "screener").get("/team/"))
    assert client(world, "screener").post("/team/rota", duty).status_code == 404
    with as_(world, "manager", now()):
        ref = Duty.objects.get().public_id
    assert manager.post("/team/rota", {"do": "withdraw", "which": ref}).status_code == 302
    away = {f"away-{which}_day-{part}": str(value) for which in ("from", "until") for part, value in
            (("day", day.day), ("month", day.month), ("year", day.year))}  # fmt: skip
    screener = client(world, "screener")
    said = {"do": "away", "away-cover": str(world.users["decider"].pk), **away}
    assert screener.post("/team/me", said).status_code == 302
    assert "Decider Person covers" in text(manager.get("/team/"))
    with as_(world, "screener", now()):
        ref = Absence.objects.get().public_id
    assert client(world, "decider").post("/team/me", {"do": "back", "which": ref}).status_code == 404
    assert screener.post("/team/me", {"do": "back", "which": ref}).status_code == 302


def test_a_card_is_moved_with_its_reason_and_a_stale_board_says_so(world):
    ref = comes(now())
    able(world, "decider", "children", at=now())
    manager, decider, screener = (
        client(world, "manager"),
        world.users["decider"].pk,
        world.users["screener"].pk,
    )
    board = text(manager.get("/allocation/"))
    assert (ref in board, "Asks for Children" in board) == (True, True)
    with as_(world, "manager", now()):
        version = get_case(ref).version
    card = {"board": "1", "version": str(version)}
    address = f"/allocation/{ref}"
    page = text(manager.get(address))
    assert "holds: Children" in page
    # Another than the first: the page asks why, with who was chosen.
    page = manager.post(address, {**card, "worker": str(screener)}).content.decode()
    assert "Choose why it is not the first in the list" in page
    assert manager.post(address, {**card, "worker": ""}).status_code == 200
    moved = manager.post(address, {**card, "worker": str(decider)})
    assert moved.url == "/allocation/?desk=county-children"
    page = text(manager.post(address, {**card, "worker": str(screener), "why": "too-much"}))
    assert "It changed since you opened the page: Decider Person has it now." in page
    assert "Decider Person" in text(manager.get(address))
    assert client(world, "screener").get("/allocation/").status_code == 403
    assert client(world, "manager").get("/allocation/AAAAA-AAAAA").status_code == 404
    with as_(world, "governance", now()):
        seen = Entry.objects.filter(event="allocation:candidates:viewed", mentions__ref=ref)
        assert seen.exists()


def test_an_offer_is_answered_and_the_next_is_taken_from_the_worklist(world):
    first, second = comes(now()), comes(now())
    manager, screener = client(world, "manager"), client(world, "screener")
    user = str(world.users["screener"].pk)
    for _twice in range(2):
        done = manager.post(f"/allocation/{first}", {"do": "offer", "worker": user, "version": "1"})
        assert done.status_code == 302
    assert "You are offered 1 case" in text(screener.get("/desk/"))
    page = screener.get("/allocation/offered")
    assert first in text(page)
    ref = page.content.decode().split('name="which" value="')[1].split('"')[0]
    said = {"do": "decline", "which": ref, "why": "other", "words": ""}
    assert "Say the reason in words" in text(screener.post("/allocation/offered", said))
    assert (
        client(world, "decider").post("/allocation/offered", {"do": "take", "which": ref}).status_code == 404
    )
    assert screener.post("/allocation/offered", {**said, "words": "In court."}).status_code == 302
    assert "declined it" in text(manager.get(f"/allocation/{first}"))
    once = {"once": "ABCDEFGHJKMNPQRS", "desk": "county-children"}
    taken = {screener.post("/allocation/next", once).url for _twice in range(2)}
    assert taken == {f"/cases/{first}/"}
    assert screener.post("/allocation/next", {**once, "once": "B" * 16}).url == f"/cases/{second}/"
    page = screener.post("/allocation/next", {**once, "once": "C" * 16}, follow=True)
    assert "No case waits for somebody to take it." in text(page)
