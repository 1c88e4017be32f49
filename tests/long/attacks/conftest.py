"""A small world full of secrets: each text of a case bears the name of its class, so that it is known where it turns up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client
from tests.integration.casework.test_main_job import CONSIDERED, minutes
from tests.world import BEFORE, SETUP, TUESDAY, World, build

from mash.casework.cases.actions import ask_agency, claim, decide, look_at_history, note, rate
from mash.casework.cases.queries import picture_of
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.rules import DecisionSaid
from mash.casework.intake.actions import give_feedback, receive
from mash.casework.intake.actions.drafts import start_draft
from mash.casework.intake.arrival import Arrival, PersonSaid, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Subject
from mash.casework.sharing.actions import answer, record_openness, save_working
from mash.casework.sharing.models import Request
from mash.casework.sharing.rules import AnswerSaid, ItemSaid
from mash.foundation.files.actions import receive as receive_file
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting, as_service
from mash.registers.accounts.actions import make_token
from mash.registers.people.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CLASSES = re.compile(r"(?:CANARY|HIDDEN|CITY)-[a-z]+")


@dataclass
class Scene:
    """`open` is a decided case of the county, `hidden` one restricted to its manager, `city` another hub's.

    Each is a dict of references by kind. Texts are `CANARY-<class>`, `HIDDEN-<class>` and `CITY-<class>`.
    """

    world: World
    open: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    city: dict[str, str] = field(default_factory=dict)

    def browser(self, who: str, **more: object) -> Client:
        """A browser in which `who` is signed in; `anyone` has not signed in. It answers 500 instead of raising."""
        client = Client(raise_request_exception=False, **more)
        if who != "anyone":
            client.force_login(self.world.users[who], backend=BACKEND)
        return client

    def machine(self, who: str) -> Client:
        """A program with a token for the seat of `who`."""
        with acting(SETUP, BEFORE):
            token = make_token(by=SETUP, at=BEFORE, seat=self.world.seats[who], name="Attack")
        return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def canaries(text: str) -> set[str]:
    """The classes of secrets in a text."""
    return set(CLASSES.findall(text))


def arrival(mark: str, hub: str, born: int) -> Arrival:
    return Arrival(
        hub=hub,
        population="children",
        kind="referral",
        channel="form",
        danger_now="no",
        worry=f"{mark}-worry: alone at night.",
        source="2A",
        content={"home": {"who_lives_there": f"{mark}-content"}},
        people=(
            PersonSaid(
                role="subject",
                said={
                    "given_name": f"{mark}-name",
                    "family_name": f"Of{mark.lower()}",
                    "born": {"day": 14, "month": 3, "year": born},
                    "address": {"lines": f"{born} {mark}-address Row", "postcode": "ZZ1 4AB"},
                },
            ),
            PersonSaid(
                role="parent",
                said={"given_name": f"{mark}-name", "family_name": f"Parentof{mark.lower()}"},
                protected_address={"lines": f"{mark}-protected Close", "postcode": "ZZ9 9ZZ"},
            ),
        ),
        referrer=ReferrerSaid(
            klass="professional",
            name=f"{mark}-referrer",
            role="Teacher",
            agency="Ostermarch schools",
            phone="01632 960111",
            email=f"{mark}-referrer@example.org",
        ),
    )


def arrive(mark: str, hub: str, born: int) -> Contact:
    by = Actor.draft(mark)
    with acting(by, TUESDAY):
        contact = receive(by=by, at=TUESDAY, arrival=arrival(mark, hub, born))
        with as_service("intake"):
            file = receive_file(
                by=by,
                at=TUESDAY,
                name=f"{mark}-file.txt",
                chunks=[f"{mark}-bytes of the file".encode()],
                held_for=Ref("contact", contact.ref),
            )
    assert isinstance(file, StoredFile), file
    return contact


def worked_on(world: World, contact: Contact, mark: str, who: str) -> dict[str, str]:
    """Identify, rate, note, and ask the police and health about a case; its references by kind."""
    by = world.actor(who)
    with acting(by, minutes(10)):
        case = get_case(contact.matter.ref)
        claim(by=by, at=minutes(1), case=case)
        for subject in case.matter.subjects.select_related("record", "matter"):
            identify_subject(by=by, at=minutes(2), subject=subject, person=None, reason="Not known before")
        case = rate(by=by, at=minutes(3), case=case, rating="amber", rationale=f"{mark}-rating")
        assert not isinstance(case, Refused), case
        for kind in ("note", "worker-safety"):
            note(by=by, at=minutes(4), case=case, kind=kind, text=f"{mark}-{kind.partition('-')[0]}")
        openness = record_openness(
            by=by,
            at=minutes(5),
            matter=case.matter,
            basis="not-told",
            who=f"{mark}-openness",
            reason_code="risk",
            reason=f"{mark}-openness",
        )
        for agency in ("police", "health"):
            asked = ask_agency(
                by=by,
                at=minutes(6),
                case=case,
                agency=world.agencies[agency],
                openness=openness,
                subjects=case.matter.subjects.all(),
                ground="below-s47",
                purpose=f"{mark}-purpose",
                question=f"{mark}-question",
            )
            assert isinstance(asked, Request), asked
        requests = {one.agency.key: one.ref for one in Request.objects.filter(matter=case.matter)}
        return {
            "matter": case.matter.ref,
            "contact": contact.ref,
            "request": requests["health"],
            "request-police": requests["police"],
            "person": Person.objects.get(subjects__matter=case.matter, subjects__role="subject").public_id,
            "file": StoredFile.objects.get(held_for_kind="contact", held_for_id=contact.ref).public_id,
        }


def answered(world: World, refs: dict[str, str]) -> None:
    for agency in ("police", "health"):
        by = world.actor(agency)
        with acting(by, minutes(20)):
            request = Request.objects.get(ref=refs["request" if agency == "health" else "request-police"])
            items = tuple(
                ItemSaid(
                    kind="fact",
                    text=f"CANARY-{agency}{handling.replace('-', '')}",
                    happened_on="2026",
                    handling=handling,
                    family_may_know="no",
                )
                for handling in ("case-agencies", "ask-originator")
            )
            said = answer(
                by=by,
                at=minutes(20),
                request=request,
                answers=tuple(
                    AnswerSaid(
                        subject=one.pk,
                        held="disclosed",
                        systems_searched=f"CANARY-{agency}systems",
                        identity_confidence="certain",
                        worries=f"CANARY-{agency}worries",
                        items=items,
                    )
                    for one in request.subjects.all()
                ),
            )
            assert not isinstance(said, Refused), said
            save_working(
                by=by,
                at=minutes(21),
                request=request,
                version=Request.objects.get(pk=request.pk).version,
                working={
                    "people": {
                        "1": {"fields": {"strengths": f"CANARY-{agency}working"}, "items": [], "page": ""}
                    },
                    "by": by.name,
                },
            )


def decided(world: World, refs: dict[str, str]) -> None:
    by = world.actor("decider")
    with acting(by, minutes(60)):
        case = get_case(refs["matter"])
        picture = picture_of(case, by=by, at=minutes(60))
        look_at_history(by=by, at=minutes(60), case=case, history=picture.history)
        (child,) = picture.worried_about
        made = decide(
            by=by,
            at=minutes(61),
            case=case,
            said=DecisionSaid(
                subject=child.pk,
                route="s17",
                outcome="assessment",
                level=3,
                rationale="CANARY-decision",
                considered=dict.fromkeys(CONSIDERED, "CANARY-considered"),
            ),
        )
        assert not isinstance(made, Refused), made
        told = give_feedback(
            by=by,
            at=minutes(90),
            contact=Contact.objects.get(ref=refs["contact"]),
            outcome="CANARY-feedback",
            reason="CANARY-feedback",
        )
        assert not isinstance(told, Refused), told


@pytest.fixture
def scene(db) -> Scene:
    world = build()
    found = Scene(world)
    found.open = worked_on(world, arrive("CANARY", "county", 2016), "CANARY", "screener")
    answered(world, found.open)
    decided(world, found.open)
    found.hidden = worked_on(world, arrive("HIDDEN", "county", 2017), "HIDDEN", "manager")
    found.city = worked_on(world, arrive("CITY", "city", 2018), "CITY", "city-screener")
    by = world.actor("manager")
    with acting(by, minutes(95)):
        matter = Subject.objects.get(matter__ref=found.hidden["matter"], role="subject").matter
        assert restrict(by=by, at=minutes(95), matter=matter, restriction="restricted")
    with acting(Actor.public(), now() - timedelta(minutes=5)):
        draft = start_draft(
            by=Actor.public(),
            at=now() - timedelta(minutes=5),
            population="children",
            answers={"hub": "county", "sections": {"worry": {"worry": ["CANARY-draft"]}}, "items": {}},
            language="en-gb",
        )
    found.open["draft"] = draft.ref
    return found
