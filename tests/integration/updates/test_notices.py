"""What other areas and teams tell: taken in on a case or as one, acknowledged in time, shown where the person is found."""

from dataclasses import replace
from datetime import date, timedelta

from tests.integration.updates.updating import LATER, as_, case, comes, done, known
from tests.world import TUESDAY

from mash.casework.cases.models import Note
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Grant, Matter
from mash.casework.updates import actions, queries
from mash.casework.updates.models import Notice
from mash.casework.updates.notices import Said
from mash.foundation.kernel import Refused
from mash.foundation.ledger.models import Entry

DAY = timedelta(days=1)
ENQUIRY = Said(
    kind="s47-elsewhere",
    sender="Vale locality team",
    sender_name="Noor Abbott",
    sender_phone="01632 960555",
    team="locality",
    since=date(2026, 6, 5),
    basis="A fracture that nobody can explain.",
    discussed_with="Police and the hospital, 5 June",
)
MOVED = Said(
    kind="plan-moved",
    sender="Northmere children's services",
    sender_email="plans@northmere.example",
    category="permanent",
    since=date(2026, 6, 1),
    basis="Neglect. The mother has taken a house here.",
    review_on=date(2026, 7, 1),
)
ROSA = {"given_name": "Rosa", "family_name": "Bellweather", "born": {"day": 14, "month": 3, "year": 2017}}


def take_in(world, said, *, who="screener", once="one", person=ROSA):
    with as_(world, who) as common:
        desk = world.desks["county-children"]
        return actions.take_in(**common, desk=desk, person=person, said=said, danger="no", once=once)


def fresh(ref):
    found = queries.get_notice(ref)
    assert found is not None
    return found


def test_an_enquiry_begun_elsewhere_is_taken_in_shown_and_ends(world):
    made = done(take_in(world, ENQUIRY))
    assert done(take_in(world, ENQUIRY)).pk == made.pk
    assert take_in(world, replace(ENQUIRY, team=""), once="two").code == "updates:notice:team"
    with as_(world, "screener") as common:
        contact = Contact.objects.get()
        assert (contact.worry, case(made.matter.ref).state) == (ENQUIRY.basis, "new")
        assert f"{made.acknowledge_by:%a %H:%M}" == "Tue 12:00"
        # It is no referral, whoever counts.
        assert [one.is_referral for one in queries.came([])] == []
    own = comes(TUESDAY)
    known_person(world, made.matter.ref)
    known(world, own)
    with as_(world, "decider") as common:
        people = [one.person_id for one in case(own).matter.subjects.all()]
        (told,) = queries.about_people(people, matter=case(own).matter_id)
        assert told.ref == made.ref
        assert {one.contact: one.is_referral for one in queries.came(people)}[contact.ref] is False
    with as_(world, "screener") as common:
        found = fresh(made.ref)
        assert not actions.acknowledge(**common, notice=found, how=" ")
        why = "The other area enquires, and tells us how it ends."
        bare = actions.acknowledge(**common, notice=found, how="x", noted=True, reason=" ")
        assert (bare.code, case(made.matter.ref).state) == ("updates:notice:reason", "new")
        done(
            actions.acknowledge(
                **common, notice=found, how="Rang her back.", noted=True, reason=why, version=1
            )
        )
        stale = actions.end_notice(**common, notice=found, on=date(2026, 6, 9), why="Closed.", version=1)
        assert stale.code == "updates:update:changed"
        assert case(made.matter.ref).state == "noted"
        assert [one.text for one in Note.objects.filter(matter=made.matter)] == [why]
        again = actions.acknowledge(**common, notice=fresh(made.ref), how="Again")
        assert again.code == "updates:notice:acknowledged"
        early = actions.end_notice(**common, notice=fresh(made.ref), on=date(2026, 6, 4), why="x")
        assert early.code == "updates:notice:end"
        done(actions.end_notice(**common, notice=fresh(made.ref), on=date(2026, 6, 9), why="No harm found."))
        assert queries.about_people(people) == []
        # On its own case it stays.
        assert queries.about_people([], matter=found.matter_id) == [fresh(made.ref)]
    with as_(world, "governance") as common:
        said = Entry.objects.filter(mentions__kind="notice", mentions__ref=made.ref).order_by("pk")
        assert [one.event.split(":")[-1] for one in said if one.event.startswith("updates")] == [
            "recorded",
            "acknowledged",
            "ended",
        ]
        assert "Vale" not in str([one.payload for one in said])


def known_person(world, ref):
    """Rosa is said to be somebody new: the notice came first."""
    with as_(world, "screener") as common:
        for subject in case(ref).matter.subjects.select_related("record", "matter"):
            done(identify_subject(**common, subject=subject, person=None, reason="Not known before"))


def test_a_move_for_good_asks_for_a_conference_and_is_looked_at_again(world):
    own = comes(TUESDAY)
    with as_(world, "screener") as common:
        subject = case(own).matter.subjects.select_related("matter__desk").get(role="subject")
        words = {**common, "subject": subject}
        made = done(actions.record(**words, said=MOVED))
        assert done(actions.record(**words, said=MOVED)).pk == made.pk
        assert made.contact is None
        # Fifteen working days after the day on which it came.
        assert f"{made.act_by:%d %b %H:%M}" == "30 Jun 16:00"
        for changed, code in {
            "category": "other", "sender_email": "", "since": date(2027, 1, 1), "basis": " ", "kind": "gone",
        }.items():  # fmt: skip
            assert isinstance(actions.record(**words, said=replace(MOVED, **{changed: code})), Refused), (
                changed
            )
        hub = made.hub_id
        assert queries.counts_of_notices(hub, at=LATER) == {"waiting": 1, "running": 1, "ended": 0}
        done(actions.acknowledge(**common, notice=made, how="By mail."))
        done(
            actions.look_again(
                **common, notice=fresh(made.ref), review_on=date(2026, 9, 1), acted_on=date(2026, 6, 9)
            )
        )
        assert queries.counts_of_notices(hub, at=LATER)["waiting"] == 0
        assert queries.counts_of_notices(hub, at=LATER + 100 * DAY)["waiting"] == 1
        assert [one.ref for one in queries.notices_of(hub, "running", at=LATER, kind="plan-moved")] == [
            made.ref
        ]
        assert not queries.notices_of(hub, "running", at=LATER, kind="missing").exists()
        # Other words are another notice, however like.
        for other in (replace(MOVED, category="temporary"), replace(MOVED, sender_name="Ana Reed")):
            assert done(actions.record(**words, said=other)) != made
        assert queries.counts_of_notices(hub, at=LATER)["running"] == 3


def test_the_hubs_desks_see_it_and_an_agency_only_with_the_case(world):
    made = done(take_in(world, ENQUIRY))
    # The same form, gone back to and changed, tells of another child.
    brother = done(take_in(world, ENQUIRY, person={**ROSA, "given_name": "Tomas"}))
    with as_(world, "screener"):
        assert brother.subject.record.said["given_name"] == "Tomas"
        assert (brother.pk != made.pk, Notice.objects.count()) == (True, 2)
    for who, sees in {
        "adult-screener": True, "manager": True, "city-screener": False, "police": False, "practitioner": False,
    }.items():  # fmt: skip
        with as_(world, who):
            assert (queries.get_notice(made.ref) is not None) is sees, who
            assert bool(Notice.objects.count()) is sees, who
    with as_(world, "manager") as common:
        Grant.objects.create(
            matter=made.matter,
            holder_kind="agency",
            holder_id=world.agencies["police"].pk,
            reason="joint enquiry",
            from_at=LATER,
        )
    with as_(world, "police"):
        assert queries.get_notice(made.ref) is not None
    with as_(world, "police") as common:
        held = actions.acknowledge(**common, notice=fresh(made.ref), how="We know.")
        assert isinstance(held, Refused)
    with as_(world, "manager") as common:
        done(restrict(**common, matter=Matter.objects.get(pk=made.matter_id), restriction="restricted"))
    with as_(world, "screener"):
        assert (queries.get_notice(made.ref), queries.about_people([], matter=made.matter_id)) == (None, [])
