"""A strategy discussion at browsers, at 320 px without JavaScript: called, held by two people at once, circulated, acknowledged."""

from datetime import timedelta

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import a_case, client
from tests.integration.roundtables.sitting import answered, as_, decided_for, with_a_table

from mash.casework.roundtables.models import Entry, Meeting
from mash.foundation.kernel.time import now


@pytest.fixture
def somebody(site, open_page, check_axe):
    with_a_table(site.world)

    def sit(who, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe)

    return sit


def unfold(person, words):
    person.page.locator("summary", has_text=words).click()


def call(chair, case):
    chair.go(f"/cases/{case}/")
    chair.follow("Round tables of this case")
    chair.follow("Call a round table")
    chair.press("Call the meeting and invite")
    chair.sees("Say why the meeting is called")
    chair.choose("Strategy discussion")
    chair.write("Why it is called", "Three calls to the house in a month, and a bruise.")
    later = now() + timedelta(hours=1)
    for part in ("Day", "Month", "Year"):
        chair.page.get_by_label(part, exact=True).fill(str(getattr(later, part.lower())))
    chair.write("Time", "11:30pm")
    chair.choose("By video")
    chair.write("The room, the number or the link", "https://meet.example.org/room-4")
    chair.page.get_by_label("Chair", exact=True).select_option(label="Chair Person, Round-table chair")
    chair.page.get_by_label("Who takes the minutes").select_option(label="Minutes Person, Minute taker")
    chair.press("Call the meeting and invite")
    chair.sees("Those invited have been told its reference.")
    chair.sees("A seat is empty.")


def take_part(minutes, ref):
    minutes.go(f"/round-tables/{ref}/")
    minutes.sees("Comes: Sgt Hale, duty sergeant")
    unfold(minutes, "Take attendance")
    for who in ("Chair Person", "Ostermarch Police"):
        minutes.page.get_by_label(who, exact=True).select_option(label="Was there")
    minutes.page.get_by_label("Ostermarch Community Health", exact=True).select_option(
        label="A written contribution"
    )
    minutes.press("Record attendance")
    minutes.press("Begin the meeting")
    minutes.sees("Its quorum is not there.")
    minutes.write("Why it cannot wait", "The father is home at four.")
    minutes.press("Begin the meeting")
    minutes.sees("It went on without its quorum, because:")


def write_together(minutes, chair, world, ref):
    # Two write at once: whoever saves second reads both, and nothing typed is lost.
    minutes.follow("Minutes, decisions and actions")
    unfold(minutes, "Write something down")
    minutes.page.get_by_label("Heading").select_option(label="What is known")
    minutes.write("What was said", "Three calls in May.")
    minutes.press("Save the entry")
    for person in (minutes, chair):
        person.go(f"/round-tables/{ref}/minutes/entry/1")
    chair.write("What was said", "Four calls in May, the police say.")
    chair.press("Save the entry")
    minutes.write("What was said", "Three calls in May, and a bruise.")
    minutes.press("Save the entry")
    minutes.sees("Both versions")
    minutes.write("What was said", "Four calls in May, and a bruise.")
    minutes.press("Save the entry")
    with as_(world, "chair", now()):
        assert Entry.objects.get().text == "Four calls in May, and a bruise."
    unfold(minutes, "Add what may be going on")
    minutes.write("What may be going on", "The bruise is from football.")
    minutes.press("Save what may be going on")
    minutes.go(f"/round-tables/{ref}/minutes/hypothesis/1")
    minutes.write("What speaks against it", "She does not play.")
    minutes.choose("Less likely than not")
    minutes.press("Save what may be going on")
    minutes.sees("Less likely than not")


def conclude(minutes, world, case, ref):
    # The decision is made on the case; the table points to it.
    decided_for(world, case, now())
    minutes.go(f"/round-tables/{ref}/minutes")
    unfold(minutes, "Point to a decision")
    minutes.page.locator("#id_conclude-decision").select_option(index=1)
    minutes.write("Who tells the family or the adult", "The social worker")
    minutes.write("How they are told safely, or why they are not told", "Mother alone, at school.")
    minutes.write("What happens if the plan does not work", "The police go with her tonight.")
    minutes.press("Record it as the table’s")
    minutes.sees("Who tells them: The social worker")
    unfold(minutes, "Give an action")
    minutes.write("What is to be done", "Visit tonight.")
    minutes.page.locator("#id_give-agency").select_option(label="Ostermarch Police")
    minutes.write("The person or the post", "Sgt Hale")
    tomorrow = now() + timedelta(days=1)
    for part in ("day", "month", "year"):
        minutes.page.locator(f"[name='give-due_on-{part}']").fill(str(getattr(tomorrow, part)))
    minutes.press("Give the action")
    minutes.press("End the meeting")


def reads_well(chair, police, case, ref):
    """axe is a script: it reads the room's pages in browsers that run scripts."""
    chair.go(f"/cases/{case}/round-tables/")
    chair.go(f"/cases/{case}/round-tables/new")
    for page in ("", "minutes", "minutes/entry/1", "minutes/hypothesis/1"):
        chair.go(f"/round-tables/{ref}/{page}")
    police.go(f"/round-tables/{ref}/")


def test_a_strategy_discussion_from_its_call_to_the_acknowledged_copy(site, somebody, tmp_path):
    case = a_case(now(), "red", site.world)
    answered(site.world, case, now())
    chair = somebody("chair", javascript=False)
    call(chair, case)
    with as_(site.world, "chair", now()):
        ref = Meeting.objects.get().ref
    police = somebody("police", javascript=False)
    police.go("/requests/")
    police.follow("Your agency is invited to 1 round table")
    police.follow(ref)
    police.choose("Comes")
    police.write("Who comes", "Sgt Hale, duty sergeant")
    police.press("Record it")
    police.sees("Your answer is recorded.")
    minutes = somebody("minutes", javascript=False)
    take_part(minutes, ref)
    write_together(minutes, chair, site.world, ref)
    police.go(f"/round-tables/{ref}/")
    unfold(police, "Say your agency’s view, or that you do not agree")
    police.choose("Does not agree")
    police.write("In the words that were used", "We would remove them tonight.")
    police.press("Put it down")
    police.sees("We would remove them tonight.")
    conclude(minutes, site.world, case, ref)
    reads_well(somebody("chair"), somebody("police"), case, ref)
    chair.go(f"/round-tables/{ref}/minutes")
    chair.press("Approve the minutes")
    chair.sees("Nothing in them can be changed any more.")
    minutes.go(f"/round-tables/{ref}/minutes")
    minutes.press("Send each agency its copy")
    minutes.sees("Who has a copy")

    police.go(f"/round-tables/{ref}/")
    police.sees("Your copy of the minutes")
    police.sees("Four calls in May, and a bruise.")
    with police.page.expect_download() as got:
        police.page.get_by_role("link", name="Download your copy (PDF)").click()
    kept = tmp_path / "copy.pdf"
    got.value.save_as(kept)
    assert kept.read_bytes().startswith(b"%PDF")
    police.press("We have our copy")
    police.sees("Acknowledged:")
    police.go("/round-tables/actions")
    police.page.get_by_label("Which action").select_option(index=1)
    police.write("What was done, and how it can be seen", "Seen at 21:10, log 114.")
    police.press("Record it as done")
    police.sees("It is recorded as done.")
    chair.go("/round-tables/?queue=done")
    chair.sees(ref)
    chair.go("/round-tables/actions")
    chair.sees("Seen at 21:10, log 114.")
