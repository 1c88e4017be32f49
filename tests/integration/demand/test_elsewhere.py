"""Sent to the hub by mistake: never only bounced where there may be danger, its sender told, and nothing closed."""

import pytest
from django.db import DatabaseError
from tests.integration.agency.asking import client
from tests.integration.calls.calling import as_, done
from tests.integration.cases_web.conftest import arrive
from tests.integration.cases_web.steps import text

from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import classify, give_feedback
from mash.casework.intake.arrival import PersonSaid, ReferrerSaid
from mash.casework.intake.models import Classification, Contact, Feedback
from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import now
from mash.oversight.demand.actions import send_elsewhere
from mash.oversight.demand.actions.elsewhere import to_answer_anew
from mash.oversight.demand.models import Hour, Mark, Misdirected

SAID = {
    "elsewhere": "housing", "passed_on": True, "taken_by": "Duty officer, Two Rivers Housing", "words": "Call 01632 960800.",
    "rationale": "It is about a leak.",
}  # fmt: skip
FORM = {
    "elsewhere": "housing", "elsewhere_words": "", "how": "passed-on", "taken_by": "Duty officer, Two Rivers Housing",
    "words": "Call 01632 960800.", "withheld": "", "rationale": "It is about a leak.",
}  # fmt: skip
GROWN = ({"role": "subject", "said": {"given_name": "Ivo", "family_name": "Marsh", "age": "81"}},)


def grown(**changes):
    people = tuple(PersonSaid(**one) for one in GROWN)
    return arrive(population="adults", people=people, **changes)


def test_where_there_may_be_danger_or_a_child_somebody_takes_it(world):
    for contact, may in (
        (grown(danger_now="yes"), False),
        (grown(danger_now="not-known"), False),
        (arrive(danger_now="no"), False),
        (grown(danger_now="no"), True),
    ):
        with as_(world, "screener", now()) as common:
            found = Contact.objects.select_related("matter__desk", "referrer").get(ref=contact.ref)
            told = send_elsewhere(**common, contact=found, **{**SAID, "passed_on": False, "taken_by": ""})
            assert isinstance(told, Misdirected) is may, contact.danger_now
            assert (
                Classification.objects.filter(contact=found).count()
                == Feedback.objects.filter(contact=found).count()
                == may
            )
            if not may:
                assert told.code == "demand:elsewhere:not-passed-on"
                nobody = send_elsewhere(**common, contact=found, **{**SAID, "taken_by": " "})
                assert nobody.code == "demand:elsewhere:taken-by"
                taken = done(send_elsewhere(**common, contact=found, **SAID))
                assert done(send_elsewhere(**common, contact=found, **SAID)) == taken
                other = send_elsewhere(**common, contact=found, **{**SAID, "words": "Ask the landlord."})
                assert other.code == "demand:elsewhere:recorded"
                assert (
                    Feedback.objects.get(contact=found).outcome
                    == "Sent on by us, since it belongs elsewhere: Housing"
                )
            case = get_case(contact.matter.ref)
            assert (case.state, case.closed_at) == ("new", None)
    with as_(world, "police", now()) as common:
        assert Misdirected.objects.count() == 0
        assert isinstance(send_elsewhere(**common, contact=found, **SAID), Refused)
    with as_(world, "decider", now()) as common:
        assert Misdirected.objects.count() == 4
        done(classify(**common, contact=found, kind="referral", rationale="It is a worry after all."))
        back = Misdirected.objects.get(contact=found)
        assert back.ended_by_name == "Decider Person"
        assert to_answer_anew(found.matter_id) == {found.pk}
        done(give_feedback(**common, contact=found, outcome="We look into it."))
        assert to_answer_anew(found.matter_id) == set()
        assert Classification.objects.filter(contact=found).latest("at", "pk").kind == "referral"
        again = done(send_elsewhere(**common, contact=found, **SAID))
        assert again.pk != back.pk


def test_the_choice_leads_to_its_form_and_nothing_typed_is_lost(world):
    contact = arrive()
    matter = contact.matter.ref
    browser = client(world, "screener")
    base = f"/cases/{matter}/contacts"
    page = text(
        browser.post(
            f"{base}/{contact.ref}/classify", {"kind": "misdirected", "rationale": "It is about a leak."}
        )
    )
    for words in ("Where it belongs", "Pass it on yourself and say who took it", "It is about a leak."):
        assert words in page, words
    with as_(world, "screener", now()):
        assert Classification.objects.count() == 0
    address = f"{base}/{contact.ref}/elsewhere"
    for changes, error in (
        ({"how": "told"}, "the sender is not only told to try elsewhere"),
        ({"taken_by": ""}, "Say who took it"),
        ({"elsewhere": "other-area"}, "Say where it belongs."),
        ({"words": ""}, "Write what the sender is told"),
        ({"elsewhere": "made-up"}, "Choose one of the answers"),
    ):
        page = text(browser.post(address, {**FORM, **changes}))
        assert error in page, changes
        assert "It is about a leak." in page
    sent = [browser.post(address, FORM) for _twice in range(2)]
    assert {one.url for one in sent} == {base}
    page = text(browser.get(base))
    for words in (
        "It belongs elsewhere: Housing.",
        "taken by Duty officer, Two Rivers Housing",
        "Misdirected",
    ):
        assert words in page, words
    with as_(world, "screener", now()):
        assert (Misdirected.objects.count(), Classification.objects.count(), Feedback.objects.count()) == (
            1,
            1,
            1,
        )
    assert "that is taken back" in text(browser.get(f"{base}/{contact.ref}/classify"))
    back = browser.post(
        f"{base}/{contact.ref}/classify", {"kind": "referral", "rationale": "A worry after all."}
    )
    assert back.url == base
    assert "It belongs elsewhere: Housing." not in text(browser.get(base))
    assert client(world, "city-screener").get(address).status_code == 404
    assert client(world, "city-screener").post(address, FORM).status_code == 404


def test_a_sender_who_cannot_be_told_is_said_to_be_so(world):
    contact = grown(danger_now="no", referrer=ReferrerSaid(klass="anonymous"))
    browser = client(world, "adult-screener")
    address = f"/cases/{contact.matter.ref}/contacts/{contact.ref}/elsewhere"
    assert "nobody is written to" in text(browser.get(address))
    bounced = {**FORM, "how": "told", "taken_by": "", "words": "", "withheld": "They gave no address."}
    assert "The sender does not read where to send it." in text(browser.post(address, bounced))
    assert browser.post(address, {**FORM, "withheld": "They gave no address."}).status_code == 302
    with as_(world, "adult-screener", now()):
        assert Feedback.objects.get().withheld_reason == "They gave no address."
        assert Misdirected.objects.get().passed_on


def test_no_row_says_of_a_contact_what_belongs_to_another_case(world):
    """What the actions never write, raw SQL cannot: a contact under another matter, a mark of another time."""
    one, other = arrive(), arrive()
    row = {"elsewhere": "housing", "passed_on": True, "by": "x", "by_name": "X", "at": now()}
    mark = {
        "desk_id": one.matter.desk_id,
        "channel": one.channel,
        "kind": "chased",
        "by": "x",
        "by_name": "X",
        "at": now(),
    }
    for make in (
        lambda: Misdirected.objects.create(contact_id=one.pk, matter_id=other.matter_id, **row),
        lambda: Mark.objects.create(contact_id=one.pk, matter_id=one.matter_id, came_at=now(), **mark),
        lambda: Hour.objects.create(
            hub=world.hubs["county"],
            desk=world.desks["city-children"],
            day=now().date(),
            hour=9,
            by="x",
            by_name="X",
            at=now(),
        ),
    ):
        with pytest.raises(DatabaseError), as_(world, "manager", now()):
            make()
