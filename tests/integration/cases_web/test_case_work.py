"""The work on a case through its pages: rate, ask, decide, protect, answer, close, and each refusal."""

import pytest
from tests.integration.cases_web import steps
from tests.integration.cases_web.conftest import arrive
from tests.integration.cases_web.steps import SAID, TEXTS, text
from tests.world import SETUP, a_worry

from mash.casework.cases.models import Case, Closing, Decision, Note, Rating
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import ReferrerSaid
from mash.casework.intake.models import Classification, Feedback
from mash.casework.joining.actions import join
from mash.casework.matters.actions import restrict
from mash.casework.sharing.models import Openness, Request
from mash.foundation.files.actions import receive as receive_file
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.interfaces.worker.housekeeping import close_cases
from mash.registers.agencies.models import Hub
from mash.registers.people.models import Person

pytestmark = pytest.mark.django_db


def seen(room, model, who="decider"):
    with acting(room.world.actor(who), now()):
        return list(model.objects.order_by("pk"))


def case_of(room):
    (found,) = [one for one in seen(room, Case) if one.matter_id == room.contact.matter_id]
    return found


def refusals(room):
    with acting(room.world.actor("governance"), now()):
        found = Entry.objects.filter(event="ledger:action:refused").order_by("pk")
        return [one.payload["code"] for one in found]


def test_a_rating_needs_its_reason_and_a_change_needs_another(room):
    assert "Give the reason for the rating" in text(room("screener").post("rate", rating="red", version="1"))
    assert steps.rate(room, "amber", "Alone at night.").status_code == 302
    again = steps.rate(room, "red", "Alone at night.")
    assert "Say what has changed since the last rating" in text(again)
    assert steps.rate(room, "red", "Burns were seen.").status_code == 302
    assert [one.rating for one in seen(room, Rating)] == ["amber", "red"]


def test_the_same_rating_sent_twice_is_one(room):
    page = room("screener").get("rate")
    sent = {"rating": "amber", "rationale": "Alone at night.", "version": steps.version(page)}
    assert room("screener").post("rate", **sent).status_code == 302
    assert room("screener").post("rate", **sent).status_code == 302
    assert len(seen(room, Rating)) == 1


def test_a_stale_save_is_refused_with_both_versions_and_the_text_kept(room):
    old = steps.version(room("decider").get("rate"))
    assert steps.rate(room, "amber", "Hungry and alone.").status_code == 302
    refused = room("decider").post("rate", rating="red", rationale="Burns were seen.", version=old)
    page = text(refused)
    assert "A colleague has changed this case since you opened it" in page
    assert "Hungry and alone." in page
    assert page.count("Burns were seen.") == 2, "beside theirs, and still in the form"
    assert [one.rating for one in seen(room, Rating)] == ["amber"]
    sent = room("decider").post(
        "rate", rating="red", rationale="Burns were seen.", version=steps.version(refused)
    )
    assert sent.status_code == 302


def test_a_stale_save_says_so_before_it_judges_what_was_typed(room):
    old = steps.version(room("decider").get("rate"))
    assert steps.rate(room, "amber", "Hungry and alone.").status_code == 302
    page = text(room("decider").post("rate", rating="red", rationale="Hungry and alone.", version=old))
    assert "A colleague has changed this case since you opened it" in page
    assert "Say what has changed" not in page


@pytest.mark.parametrize("tampered", ["", "-1", "x", "999999999999999999999", "²"])
def test_a_tampered_version_is_a_stale_one(room, tampered):
    refused = room("screener").post("rate", rating="red", rationale="Burns.", version=tampered)
    assert "A colleague has changed this case" in text(refused)


def test_nothing_leaves_below_reasonable_cause_without_openness(room):
    steps.identify(room)
    steps.rate(room)
    page = text(steps.ask(room, openness="", who=""))
    assert "record first that the family or adult has been told" in page
    assert "To decide on next steps." in page
    assert "Give the reason in your own words" in text(steps.ask(room, openness="not-told"))
    assert seen(room, Request) == seen(room, Openness) == []
    assert (
        steps.ask(
            room, openness="not-told", reason_code="raises-risk", reason="He would hurt her."
        ).status_code
        == 302
    )
    assert len(seen(room, Request)) == 2
    assert "sharing:openness:missing" in refusals(room)


def test_the_right_agencies_are_suggested_and_the_true_status_is_said(room):
    steps.rate(room)
    page = text(room("screener").get("ask"))
    assert "School or nursery sees the child most days." in page
    assert "rated Amber" in page
    steps.ask(room, ground="s47", openness="", who="")
    assert {one.status_said for one in seen(room, Request)} <= {
        "Rated, being looked into; rated Amber",
        "Agencies have been asked; rated Amber",
    }


def test_an_authority_is_not_asked_by_itself(room):
    steps.identify(room)
    steps.rate(room)
    page = room("screener").get("ask").content.decode()
    assert 'value="county-adults"' in page
    assert 'value="county-childrens"' not in page
    assert steps.ask(room, agencies=["county-childrens"]).status_code == 200
    assert not seen(room, Request)


def test_the_same_request_sent_twice_is_one(room):
    steps.rate(room)
    steps.ask(room)
    assert steps.ask(room).status_code == 302
    assert len(seen(room, Request)) == 2
    assert len(seen(room, Openness)) == 1


def test_agencies_are_asked_only_about_a_rated_case(room):
    assert "This cannot be done now" in text(steps.ask(room))
    assert not seen(room, Request)


def test_a_request_is_withdrawn_with_a_reason(room):
    steps.rate(room)
    steps.ask(room)
    asked = seen(room, Request)[0]
    assert "Give the reason" in text(room("screener").post(f"requests/{asked.ref}/withdraw", reason=""))
    assert (
        room("screener").post(f"requests/{asked.ref}/withdraw", reason="Asked in error.").status_code == 302
    )
    assert seen(room, Request)[0].state == "withdrawn"
    steps.agencies_answer(room, "health")
    answered = next(one for one in seen(room, Request) if one.state == "answered")
    again = room("screener").post(f"requests/{answered.ref}/withdraw", reason="No.")
    assert "already answered or withdrawn" in text(again)


def test_a_decision_with_its_texts_ends_the_case_for_the_child(room):
    steps.ready(room)
    assert steps.decide(room).status_code == 302
    (made,) = seen(room, Decision)
    assert (made.level, made.route, made.outcome) == (3, "s17", "assessment")
    assert made.considered == TEXTS
    assert case_of(room).state == "decided"
    page = text(room("screener").get())
    assert "Neglect over months." in page
    assert "Mother told by telephone." in page


def test_the_history_stands_on_the_decision_page_and_only_then_is_there_a_decision(room):
    steps.ready(room)
    sent = {
        "level": "3",
        "route": "s17",
        "rationale": "Neglect.",
        "version": str(case_of(room).version),
        **SAID,
    }
    refused = room("decider").post("decide/0", **sent)
    assert "viewed the child's history" in text(refused)
    assert "These people before" in text(refused)
    assert "cases:decision:history-viewed" in refusals(room)
    assert room("decider").post("decide/0", **sent).status_code == 302, "it stood on the page of the refusal"


def test_each_thing_the_standard_asks_has_its_own_box_and_its_own_sentence(room):
    steps.ready(room)
    page = text(steps.decide(room, **{"said-family-told": "", "said-proportionality": ""}))
    assert "Record who in the family has been told, or why not." in page
    assert "Say why this is proportionate and what less was considered." in page
    assert "Neglect over months." in page
    assert not seen(room, Decision)


def test_too_few_agencies_is_a_refusal_on_the_page(room):
    steps.identify(room)
    steps.rate(room)
    assert "Fewer than two agencies have answered." in text(steps.decide(room))


@pytest.mark.parametrize("who", ["screener", "unregistered", "manager"])
def test_section_17_is_not_open_to_others_and_the_page_says_why(room, who):
    steps.ready(room)
    page = room(who).get("decide/0")
    assert "A section 17 or 47 decision is for a registered social worker" in text(page)
    assert 'value="s17"' not in page.content.decode()
    assert "registered social worker" in text(steps.decide(room, who=who))
    assert not seen(room, Decision)
    assert "cases:decision:social-worker" in refusals(room)


def test_a_route_is_offered_at_its_levels_only(room):
    steps.ready(room)
    assert "not offered at that level" in text(steps.decide(room, level="1"))


def test_a_stale_decision_shows_both_and_keeps_the_text(room):
    steps.ready(room)
    old = steps.version(room("decider").get("decide/0"))
    steps.rate(room, "red", "Burns were seen.")
    refused = steps.decide(room, version=old)
    assert "A colleague has changed this case" in text(refused)
    assert text(refused).count("Neglect over months.") == 2


def test_for_a_brother_facts_are_taken_over_and_the_rationale_never(room):
    worry = a_worry()
    both = tuple(type(one)(role="subject", said=one.said) for one in worry.people)
    room.contact = arrive(people=both)
    room.ref = room.contact.matter.ref
    steps.ready(room)
    done = steps.decide(room)
    assert done.url == f"/cases/{room.ref}/decide/1", "the next child is offered"
    assert "Decide for Tomas Bellweather." in text(room("decider").get())
    assert case_of(room).state == "asking"
    page = text(room("decider").get("decide/1", copy="0"))
    assert "Mother told by telephone." in page
    assert page.count("Neglect over months.") == 0
    assert steps.decide(room, place=1, rationale="He is six.").url == f"/cases/{room.ref}/"
    assert case_of(room).state == "decided"


def test_immediate_protection_is_one_box_from_any_state(room):
    page = room("screener").get()
    assert f"/cases/{room.ref}/protect" in page.content.decode()
    assert "Say what the danger is" in text(room("screener").post("protect"))
    assert room("screener").post("protect", rationale="Alone now; police on their way.").status_code == 302
    assert room("screener").post("protect", rationale="Alone now; police on their way.").status_code == 302
    (made,) = seen(room, Decision)
    assert made.immediate_protection
    page = text(room("screener").get())
    assert "Complete what immediate protection left open" in page
    assert "asks you to record: Brothers, sisters and the household considered" in page


def test_two_persons_decide_where_the_hub_asks_for_two(room):
    with acting(SETUP, now()):
        Hub.objects.filter(key="county").update(two_person_rule=True)
    steps.ready(room)
    assert steps.decide(room).status_code == 302
    (made,) = seen(room, Decision)
    assert case_of(room).state == "asking"
    assert "Waits for a second person" in text(room("decider").get())
    assert "Another person confirms your decision" in text(
        room("decider").post("confirm", decision=str(made.pk))
    )
    assert "Your role does not do this" in text(room("screener").post("confirm", decision=str(made.pk)))
    assert room("manager").post("confirm", decision=str(made.pk)).status_code == 302
    assert case_of(room).state == "decided"


def test_the_teacher_is_answered_and_only_then_the_case_is_closed(room):
    steps.ready(room)
    steps.decide(room)
    assert "Answer the referrer first" in text(room("decider").post("close"))
    answer = f"contacts/{room.contact.ref}/answer"
    assert "If you disagree Speak to the hub first" in text(room("decider").get(answer))
    assert "Enter the outcome" in text(room("decider").post(answer, tell="yes", reason="Because."))
    sent = {"tell": "yes", "outcome": "A social worker will visit.", "reason": "Neglect over months."}
    assert room("decider").post(answer, **sent).status_code == 302
    assert room("decider").post(answer, **sent).status_code == 302
    (told,) = seen(room, Feedback)
    assert told.outcome == "A social worker will visit."
    assert "working time" in text(room("decider").get("feedback"))
    for _ in range(2):
        assert room("decider").post("close").status_code == 302
    (asked,) = seen(room, Closing)
    assert case_of(room).state == "decided"
    assert "Decider Person asked to close it. It closes" in text(room("screener").get(""))
    assert "Decider Person asked to close it" in text(room("screener").get("close"))
    assert close_cases(at=asked.due_at) == 1
    assert case_of(room).state == "closed"
    assert "Give the reason" in text(room("decider").post("reopen", reason=""))
    assert room("decider").post("reopen", reason="A new injury.").status_code == 302
    assert case_of(room).state == "rated"


def test_an_answer_is_withheld_with_its_reason(room):
    answer = f"contacts/{room.contact.ref}/answer"
    assert "Say why the referrer is not told" in text(room("screener").post(answer, tell="no"))
    sent = {"tell": "no", "withheld_reason": "He would learn of it.", "outcome": "x", "reason": "y"}
    assert room("screener").post(answer, **sent).status_code == 302
    (told,) = seen(room, Feedback)
    assert (told.outcome, told.reason, told.withheld_reason) == ("", "", "He would learn of it.")


def test_a_neighbour_is_never_told_more_than_received_and_considered(room):
    other = arrive(referrer=ReferrerSaid(klass="public", name="A neighbour"))
    room.ref = other.matter.ref
    page = room("screener").get(f"contacts/{other.ref}/answer")
    assert "We have received and considered what you told us." in text(page)
    assert 'name="outcome"' not in page.content.decode()
    room("screener").post(f"contacts/{other.ref}/answer", tell="yes", outcome="Leaked", reason="Leaked")
    (told,) = seen(room, Feedback)
    assert (told.outcome, told.reason) == ("", "")


def test_what_a_contact_is_gets_recorded_with_a_reason(room):
    where = f"contacts/{room.contact.ref}/classify"
    assert "Give the reason" in text(room("screener").post(where, kind="referral"))
    assert room("screener").post(where, kind="referral", rationale="Harm is likely.").status_code == 302
    (made,) = seen(room, Classification)
    assert made.kind == "referral"
    assert "Harm is likely." in text(room("decider").get("contacts"))


def test_contacts_about_one_incident_are_joined_and_a_hidden_one_is_a_missing_one(room):
    near, hidden = arrive(), arrive(hub="city")
    where = f"contacts/{room.contact.ref}/link"
    why = {"ground": "reason", "rationale": "Both tell of Monday night."}
    for ref in (hidden.ref, "00000-00000", "nonsense"):
        page = room("screener").post(where, other=ref, **why)
        assert "There is no such contact that you may see" in text(page), ref
    assert room("screener").post(where, other=near.ref.lower(), **why).status_code == 302
    assert room("screener").post(where, other=near.ref, **why).status_code == 302, "twice is once"
    # What shares somebody is suggested, with why and how sure; what is hidden is not.
    third = arrive()
    page = text(room("screener").get(where))
    assert third.ref in page
    assert "strong" in page
    assert "Somebody who is described alike in both, The same address" in page
    assert hidden.ref not in page
    assert near.ref not in page
    assert "Choose a contact, or enter its reference" in text(room("screener").post(where, **why))
    assert "Say why they are joined" in text(room("screener").post(where, chosen=third.ref, ground="reason"))
    refused = text(room("screener").post(where, chosen=third.ref, ground="number"))
    assert "They do not have the same incident number" in refused
    assert third.ref in text(room("screener").get()), "suggested on the overview"
    assert room("screener").post(where, chosen=third.ref, **why).status_code == 302
    page = text(room("screener").get("incident"))
    assert page.count("Edith Marlow, Teacher, Ostermarch schools") == 3
    assert "3 contacts are joined. Its clocks count from the first" in page
    assert "Both tell of Monday night." in page
    # One is parted: the others stay, and it is said why.
    assert room("screener").post(f"contacts/{room.contact.ref}/part", reason="").status_code == 200
    parted = room("screener").post(f"contacts/{room.contact.ref}/part", reason="Another night.")
    assert parted.status_code == 302
    page = text(room("screener").get("incident"))
    assert "No other contact is joined to this case." in page
    assert "Another night." in page
    other = text(room("screener").get("incident", ref=near.matter.ref))
    assert "2 contacts are joined." in other
    # What was said to be wrong is not suggested again.
    assert near.ref not in text(room("screener").get(where))
    assert room("screener").get(f"contacts/{room.contact.ref}/part").status_code == 302
    again = arrive()
    gone = f"contacts/{room.contact.ref}/not-same/{again.ref}"
    assert "Somebody who is described alike in both" in text(room("screener").get(gone))
    assert room("screener").post(gone, reason="A month earlier.").status_code == 302
    assert again.ref not in text(room("screener").get(where))
    assert room("screener").get(f"contacts/{room.contact.ref}/not-same/{hidden.ref}").status_code == 404


def test_who_they_are_is_confirmed_by_a_person_for_several_at_once(room):
    steps.identify(room)
    again = arrive()
    room.ref = again.matter.ref
    page = room("screener").get("people")
    assert "same name, same date of birth" in text(page)
    assert "checked" not in page.content.decode()
    known = {one.given_name: one.public_id for one in seen(room, Person)}
    sent = {"who-0": known["Rosa"], "who-1": known["Tomas"]}
    assert room("screener").post("people", **sent).status_code == 302
    assert len(seen(room, Person)) == 2
    assert "1 earlier or other matter" in text(room("screener").get())
    assert room("screener").post("people", **{"who-0": "0000000000000000"}).status_code in {200, 302}


def test_an_unborn_child_is_born(room):
    unborn = a_worry().people[0]
    people = (type(unborn)(role="subject", said={"expected": {"day": 1, "month": 5, "year": 2026}}),)
    other = arrive(people=people)
    room.ref = other.matter.ref
    assert room("screener").post("people", **{"who-0": "new"}).status_code == 302
    assert "Record the birth" in text(room("screener").get("people"))
    refused = room("screener").post("people/0/birth", given_name="Ada")
    assert "Enter the date of birth" in text(refused)
    born = {
        "born_on-day": "3",
        "born_on-month": "5",
        "born_on-year": "2026",
        "given_name": "Ada",
        "sex": "female",
    }
    assert room("screener").post("people/0/birth", **born).status_code == 302
    (person,) = [one for one in seen(room, Person) if one.expected_date]
    assert (person.given_name, person.date_of_birth.isoformat()) == ("Ada", "2026-05-03")


def test_a_file_is_a_download_after_its_check_and_never_another_case_s(room):
    with acting(Actor.service("intake"), now()):
        stored = receive_file(
            by=SETUP,
            at=now(),
            name="letter.txt",
            chunks=[b"A letter of the school.\n"],
            held_for=Ref("contact", room.contact.ref),
        )
        StoredFile.objects.filter(pk=stored.pk).update(state="unscanned")
    where = f"files/{stored.public_id}"
    assert "letter.txt" in text(room("decider").get("contacts"))
    assert "not checked for viruses" in text(room("decider").get(where))
    found = room("decider").post(where)
    assert found.content == b"A letter of the school.\n"
    assert found["Content-Disposition"].startswith("attachment")
    assert room("city-decider").get(where).status_code == 404
    room.ref = arrive().matter.ref
    assert room("decider").get(where).status_code == 404


def test_a_case_is_taken(room):
    assert room("screener").post("claim").status_code == 302
    assert case_of(room).worker_id == room.world.users["screener"].pk
    assert "With Screener Person" in text(room("decider").get())


def test_long_strange_and_broken_text_is_kept_or_refused_at_its_field(room):
    strange = "مرحبا 🧸 " + "x" * 5000
    assert room("screener").post("notes", kind="note", text=strange).status_code == 302
    assert seen(room, Note)[-1].text == strange
    assert "invisible character" in text(room("screener").post("notes", kind="note", text="a\x00b"))
    assert room("screener").post("notes", kind="made-up", text="a").status_code == 200


def test_an_adult_is_decided_with_the_adults_standard(room):
    at = now()
    with acting(Actor.draft("D"), at):
        worry = a_worry(population="adults", people=a_worry().people[:1])
        other = receive(by=Actor.draft("D"), at=at, arrival=worry)
    room.contact, room.ref = other, other.matter.ref
    assert room("adult-screener").post("people", **{"who-0": "new"}).status_code == 302
    assert steps.rate(room, "green", who="adult-screener").status_code == 302
    page = text(room("adult-decider").get("decide/0"))
    assert "The three parts of the section 42(1) test" in page
    texts = {
        "household-considered": "None.",
        "three-limbs": "All met.",
        "proportionality": "Least.",
        "wishes-asked": "To stay at home.",
        "capacity-considered": "Has it.",
    }
    sent = {"level": "3", "route": "s42-enquiry", "rationale": "Hit twice."}
    sent |= {f"said-{code}": text for code, text in texts.items()}
    version = steps.version(room("adult-decider").get("decide/0"))
    assert room("adult-decider").post("decide/0", version=version, **sent).status_code == 302


def test_the_referrers_of_one_incident_are_told_at_once(room):
    other, closed_off, apart = (arrive() for _ in range(3))
    neighbour = arrive(referrer=ReferrerSaid(klass="public", name="Ivy Holt"))
    by, at = room.world.actor("screener"), now()
    with acting(by, at):
        joined = join(
            by=by,
            at=at,
            contact=room.contact,
            others=[other, closed_off, neighbour],
            ground="reason",
            rationale="One night.",
        )
        assert joined
    manager = room.world.actor("manager")
    with acting(manager, now()):
        restrict(by=manager, at=now(), matter=closed_off.matter, restriction="restricted")
    path = f"contacts/{room.contact.ref}/answer"
    page = text(room("screener").get(path))
    assert other.ref in page
    for unseen in (apart, closed_off, neighbour):
        assert unseen.ref not in page
        said = {"tell": "yes", "outcome": "Help began.", "reason": "It was needed.", "also": [unseen.ref]}
        assert room("screener").post(path, **said).status_code == 200
    withheld = {"tell": "no", "withheld_reason": "It may warn him.", "also": [other.ref]}
    assert "by itself why they are not told" in text(room("screener").post(path, **withheld))
    assert not seen(room, Feedback)
    said = {"tell": "yes", "outcome": "Help began.", "reason": "It was needed.", "also": [other.ref]}
    for _click in range(2):
        room("screener").post(path, **said)
    told = seen(room, Feedback)
    assert {one.contact_id: (one.outcome, one.reason) for one in told} == dict.fromkeys(
        (room.contact.pk, other.pk), ("Help began.", "It was needed.")
    )
    assert len(told) == 2, "a second click tells nobody again"
    assert "Tell these referrers the same?" not in text(room("screener").get(path))
