"""An agency finds what it is asked, answers for each person, sends once and corrects later."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import (
    DISCLOSED,
    NOTHING,
    a_case,
    an_item,
    answered,
    as_agency,
    ask,
    client,
    hidden,
    post,
)

from mash.casework.sharing.actions import withdraw
from mash.casework.sharing.models import Answer, Item, Request
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def police(world):
    return client(world, "police")


def text(page):
    return page.content.decode()


def entries(world, event):
    with acting(world.actor("governance"), now()):
        return list(Entry.objects.filter(event=event).prefetch_related("mentions").order_by("pk"))


def test_the_inbox_names_requests_of_the_own_agency_with_their_clock(world, police):
    soon = ask(world, at=now() - timedelta(minutes=5), rating="red")
    others = ask(world, agency="health", at=now())
    page = police.get("/requests/")
    assert page.status_code == 200
    assert soon in text(page)
    assert others not in text(page)
    assert "Rosa Bellweather and 1 more" in text(page)
    assert "1 hour 54 minutes left" in text(page)
    assert "Amber" not in text(page)
    (entry,) = entries(world, "sharing:request:viewed")
    assert ("request", soon) in [(one.kind, one.ref) for one in entry.mentions.all()]


def test_each_queue_holds_its_own_and_says_how_many(world, police):
    waiting, taken = ask(world, at=now()), ask(world, at=now())
    police.post(f"/requests/{taken}/acknowledge")
    assert waiting in text(police.get("/requests/?state=waiting"))
    assert taken not in text(police.get("/requests/?state=waiting"))
    assert taken in text(police.get("/requests/?state=acknowledged"))
    assert '<span class="moj-notification-badge">2</span>' in text(police.get("/requests/"))
    assert police.get("/requests/?state=everything").status_code == 404


def test_the_inbox_asks_the_database_as_often_for_many_requests_as_for_few(world, police):
    for _ in range(2):
        ask(world, at=now())
    police.get("/requests/")
    with CaptureQueriesContext(connection) as few:
        police.get("/requests/")
    for _ in range(26):
        ask(world, at=now())
    with CaptureQueriesContext(connection) as many:
        page = police.get("/requests/")
    assert len(many) == len(few) <= 20
    assert "page=2" in text(page)
    assert police.get("/requests/?page=99999").status_code == 200


def test_a_request_says_why_and_about_whom_and_nothing_of_the_case(world, police):
    ref = ask(world, at=now())
    page = text(police.get(f"/requests/{ref}/"))
    for said in (
        "To decide on next steps.",
        "Any calls to the house?",
        "rated Amber",
        "Screener Person",
        "01632 960100",
        "Rosa Bellweather",
        "14 March 2017",
        "9990000018",
        "4 Tannery Row",
        "Tomas Bellweather",
    ):
        assert said in page, said
    with acting(world.actor("screener"), now()):
        matter = Request.objects.select_related("matter").get().matter.ref
    assert matter not in page
    assert "hungry" not in page


def test_another_agency_and_the_public_find_nothing_and_the_hub_may_not_answer(world, police):
    ref = ask(world, at=now())
    health, screener = client(world, "health"), client(world, "screener")
    for path in ("", "answer/1", "check"):
        assert police.get(f"/requests/{ref}/{path}").status_code == 200
        assert health.get(f"/requests/{ref}/{path}").status_code == 404
        assert screener.get(f"/requests/{ref}/{path}").status_code == 403
    for path in ("acknowledge", "answer/1", "answer/1/autosave", "check", "correct", "discard"):
        assert health.post(f"/requests/{ref}/{path}", DISCLOSED).status_code == 404
        assert screener.post(f"/requests/{ref}/{path}", DISCLOSED).status_code == 403
    assert police.get(f"/requests/{ref}/answer/3").status_code == 404
    assert police.get("/requests/ZZZZZ-ZZZZZ/").status_code == 404


def test_acknowledging_twice_is_acknowledging_once(world, police):
    ref = ask(world, at=now())
    for _ in range(2):
        assert "Acknowledged" in text(police.post(f"/requests/{ref}/acknowledge", follow=True))
    assert len(entries(world, "sharing:request:acknowledged")) == 1


def test_an_answer_is_sent_once_however_often_the_button_is_pressed(world, police):
    ref = ask(world, at=now())
    post(police, ref, 1, DISCLOSED)
    post(police, ref, 2, NOTHING)
    page = police.get(f"/requests/{ref}/check")
    assert "Two calls to the house." in text(page)
    sent = [police.post(f"/requests/{ref}/check", hidden(page), follow=True) for _ in range(2)]
    assert all(one.status_code == 200 for one in sent)
    with as_agency(world, at=now()):
        assert Answer.objects.count() == 2
        item = Item.objects.get()
        assert (item.happened_on, item.category, item.family_may_know) == ("2026-03", "incidents", "yes")
    shown = text(police.get(f"/requests/{ref}/"))
    assert "March 2026" in shown
    assert "done in time" in shown
    assert police.get(f"/requests/{ref}/answer/1").status_code == 302


def test_a_late_answer_is_taken_and_says_so(world, police):
    ref = ask(world, at=now() - timedelta(days=21))
    assert "overdue by" in text(police.get("/requests/"))
    page = text(answered(police, ref))
    assert "Answer sent, after it was due" in page
    assert "done late" in page
    (entry,) = entries(world, "sharing:request:answered")
    assert entry.payload["late"] is True


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(world, police):
    ref = ask(world, at=now())
    page = post(police, ref, 1, {**DISCLOSED, "systems_searched": "", "item-0-happened_on-month": "13"})
    assert page.status_code == 200
    assert "Say which systems you searched" in text(page)
    assert "The month must be a number from 1 to 12" in text(page)
    assert "Two calls to the house." in text(page)
    withheld = post(police, ref, 1, {**NOTHING, "held": "withheld", "withheld_reason": "A live matter"})
    assert "Choose the reason for withholding" in text(withheld)
    assert "A live matter" in text(police.get(f"/requests/{ref}/answer/1"))
    empty = post(police, ref, 1, {**NOTHING, "held": "disclosed"})
    assert "Add at least one item below" in text(empty)
    assert 'id="item-1"' in text(empty)
    items_left = post(police, ref, 1, {**NOTHING, **an_item()})
    assert "You have written items below" in text(items_left)


def test_nothing_is_sent_until_everyone_is_answered_for(world, police):
    ref = ask(world, at=now())
    post(police, ref, 1, DISCLOSED)
    page = police.get(f"/requests/{ref}/check")
    assert "Finish the answer for each person first." in text(page)
    assert "This answer is not finished." in text(page)
    again = police.post(f"/requests/{ref}/check", hidden(page))
    assert "Finish the answer for each person before you send it." in text(again)
    with as_agency(world, at=now()):
        assert not Answer.objects.exists()


def test_items_are_added_and_removed_without_losing_the_rest(world, police):
    ref = ask(world, at=now())
    assert post(police, ref, 1, {**DISCLOSED, "strengths": "Grandmother near"}, "add").url.endswith("#item-2")
    page = police.get(f"/requests/{ref}/answer/1")
    assert 'id="item-2"' in text(page)
    both = {**DISCLOSED, **an_item(1, text="Seen well on Monday."), "strengths": "Grandmother near"}
    post(police, ref, 1, both, "remove-0", page=page)
    page = text(police.get(f"/requests/{ref}/answer/1"))
    assert "Seen well on Monday." in page
    assert "Two calls" not in page
    assert "Grandmother near" in page
    assert 'id="item-2"' not in page


def test_saving_and_coming_back_keeps_even_what_is_not_yet_right(world, police):
    ref = ask(world, at=now())
    back = post(police, ref, 1, {"systems_searched": "Crime", **an_item(text="Half a sent")}, "save")
    assert back.url == f"/requests/{ref}/"
    colleague = text(police.get(f"/requests/{ref}/answer/1"))
    assert "Half a sent" in colleague
    assert 'value="Crime"' in colleague
    assert "Under way" in text(police.get(f"/requests/{ref}/"))


def test_a_page_that_saves_itself_does_not_stand_in_its_own_way(world, police):
    ref = ask(world, at=now())
    page = police.get(f"/requests/{ref}/answer/1")
    for words in ("One", "One two", "One two three"):
        kept = police.post(
            f"/requests/{ref}/answer/1/autosave", {**hidden(page), **NOTHING, "worries": words}
        )
        assert kept.status_code == 204
    assert "One two three" in text(police.get(f"/requests/{ref}/answer/1"))
    assert post(police, ref, 1, {**NOTHING, "worries": "Four"}, page=page).status_code == 302


def test_what_a_page_saves_itself_too_late_does_not_undo_its_button(world, police):
    ref = ask(world, at=now())
    old = police.get(f"/requests/{ref}/answer/1")
    assert post(police, ref, 1, {**NOTHING, "held": "disclosed"}, "add", page=old).status_code == 302
    new = police.get(f"/requests/{ref}/answer/1")
    late = police.post(f"/requests/{ref}/answer/1/autosave", {**hidden(old), **NOTHING, "worries": "Older"})
    assert late.status_code == 409
    assert post(police, ref, 1, DISCLOSED, page=new).status_code == 302
    # Back to the old page, and its button again: nobody else wrote meanwhile.
    assert post(police, ref, 1, {**DISCLOSED, "worries": "Later"}, page=new).status_code == 302
    assert "Later" in text(police.get(f"/requests/{ref}/answer/1"))


def test_a_stale_save_shows_both_versions_and_takes_nothing(world, police):
    ref = ask(world, at=now())
    mine, theirs = (police.get(f"/requests/{ref}/answer/1") for _ in range(2))
    post(police, ref, 1, {**NOTHING, "worries": "Theirs: loud rows."}, "save", page=theirs)
    kept = police.post(f"/requests/{ref}/answer/1/autosave", {**hidden(mine), **NOTHING, "worries": "Mine"})
    assert kept.status_code == 409
    page = post(police, ref, 1, {**NOTHING, "worries": "Mine: no rows."}, "save", page=mine)
    assert page.status_code == 409
    assert "Theirs: loud rows." in text(page)
    assert text(page).count("Mine: no rows.") == 2
    with as_agency(world, at=now()):
        assert "Theirs" in str(Request.objects.get().working)
    assert (
        post(police, ref, 1, {**NOTHING, "worries": "Mine: no rows."}, "save", page=page).status_code == 302
    )


def test_two_colleagues_may_write_about_two_people_at_once(world, police):
    ref = ask(world, at=now())
    one, two = (police.get(f"/requests/{ref}/answer/{number}") for number in (1, 2))
    assert post(police, ref, 1, {**NOTHING, "worries": "Of Rosa"}, "save", page=one).status_code == 302
    assert post(police, ref, 2, {**NOTHING, "worries": "Of Tomas"}, "save", page=two).status_code == 302
    assert "Of Rosa" in text(police.get(f"/requests/{ref}/answer/1"))


def test_a_check_page_that_is_behind_sends_nothing(world, police):
    ref = ask(world, at=now())
    post(police, ref, 1, DISCLOSED)
    post(police, ref, 2, NOTHING)
    page = police.get(f"/requests/{ref}/check")
    post(police, ref, 2, {**NOTHING, "worries": "Changed"})
    late = police.post(f"/requests/{ref}/check", hidden(page))
    assert late.status_code == 409
    assert "Changed" in text(late)
    with as_agency(world, at=now()):
        assert not Answer.objects.exists()


def test_a_correction_stands_beside_what_was_said_before(world, police):
    ref = ask(world, at=now())
    answered(police, ref)
    with as_agency(world, at=now()):
        first = Request.objects.get().answered_at
    started = police.post(f"/requests/{ref}/correct")
    assert started.url == f"/requests/{ref}/answer/1"
    assert "Two calls to the house." in text(police.get(started.url))
    page = answered(police, ref, first={**NOTHING, "held": "disclosed", **an_item(text="One call, not two.")})
    assert "Correction sent" in text(page)
    assert "One call, not two." in text(page)
    assert "What you said before" in text(page)
    assert "Two calls to the house." in text(page)
    with as_agency(world, at=now()):
        assert Answer.objects.count() == 3, "what is said again in the same words is not a correction"
        assert Answer.objects.filter(supersedes__isnull=False).count() == 1
        assert Request.objects.get().answered_at == first, "the time of the first answer stands"
        assert all(one.at > first for one in Answer.objects.filter(supersedes__isnull=False))


def test_a_correction_can_be_discarded(world, police):
    ref = ask(world, at=now())
    answered(police, ref)
    police.post(f"/requests/{ref}/correct")
    assert "discarded" in text(police.post(f"/requests/{ref}/discard", follow=True))
    assert police.get(f"/requests/{ref}/answer/1").status_code == 302


def test_a_withdrawn_request_takes_no_answer_and_keeps_the_text_on_the_page(world, police):
    ref = ask(world, at=now())
    page = police.get(f"/requests/{ref}/answer/1")
    by = world.actor("screener")
    with acting(by, now()):
        withdraw(
            by=by, at=now(), request=Request.objects.select_related("matter", "agency").get(), reason="Twice"
        )
    late = post(police, ref, 1, DISCLOSED, page=page)
    assert late.status_code == 409
    assert "Two calls to the house." in text(late)
    assert "withdrawn this request" in text(police.get(f"/requests/{ref}/"))
    assert ref in text(police.get("/requests/?state=withdrawn"))


@pytest.mark.parametrize(
    "bad",
    [
        {"version": "-1", "seen": "x", "page": "\x00"},
        {"version": "9" * 400, "seen": "", "page": ""},
        {},
    ],
)
def test_tampered_hidden_fields_overwrite_nothing(world, police, bad):
    ref = ask(world, at=now())
    post(police, ref, 1, {**NOTHING, "worries": "Kept"}, "save")
    got = police.post(
        f"/requests/{ref}/answer/1", {**bad, **NOTHING, "worries": "Overwritten", "action": "save"}
    )
    assert got.status_code == 409
    assert police.post(f"/requests/{ref}/check", bad).status_code in {200, 409}
    with as_agency(world, at=now()):
        assert "Kept" in str(Request.objects.get().working)


def test_bad_input_is_said_at_its_field_and_never_lost(world, police):
    ref = ask(world, at=now())
    nul = post(police, ref, 1, {**DISCLOSED, "item-0-text": "Loud\x00 rows", "strengths": "مرحبا 👩‍👧"})
    assert nul.status_code == 200
    assert "invisible character" in text(nul)
    assert "Loud rows" in text(police.get(f"/requests/{ref}/answer/1"))
    assert "مرحبا 👩‍👧" in text(police.get(f"/requests/{ref}/answer/1"))
    long = post(police, ref, 1, {**DISCLOSED, "systems_searched": "x" * 5000})
    assert "Use 500 characters or fewer" in text(long)
    assert "x" * 5000 in text(long)
    wrong = post(
        police, ref, 1, {**DISCLOSED, "held": "everything", "item-0-kind": "gossip", "item-0-category": "z"}
    )
    assert wrong.status_code == 200
    assert "Choose one of the answers in the list." in text(wrong)
    odd = post(police, ref, 1, {**DISCLOSED, "item-0-happened_on-day": "31", "item-0-happened_on-month": "2"})
    assert "There is no such date" in text(odd)
    future = post(police, ref, 1, {**DISCLOSED, "item-0-happened_on-year": "2999"})
    assert "today or in the past" in text(future)
    assert post(police, ref, 1, DISCLOSED, "remove-77").status_code == 302
    assert post(police, ref, 1, DISCLOSED, "burn-everything").status_code == 302


def test_a_hundred_items_are_taken_and_no_more(world, police):
    ref = ask(world, at=now(), people=1)
    many = {**NOTHING, "held": "disclosed"}
    for number in range(100):
        many |= an_item(number, text=f"Call number {number}.")
    page = post(police, ref, 1, many, "add")
    shown = police.get(page.url)
    assert "An answer holds up to 100 items." in text(shown)
    assert 'id="item-101"' not in text(shown)
    answered(police, ref, people=1, first=many)
    with as_agency(world, at=now()):
        assert Item.objects.count() == 100


def test_a_case_without_requests_shows_an_empty_inbox(world, police):
    a_case(now())
    assert "There is nothing in this queue." in text(police.get("/requests/"))
    assert not entries(world, "sharing:request:viewed")
