"""What few may see, in the demo: a restricted case, forms and answers not yet sent, a reason for not sharing, a draft."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from django.db import transaction

from mash.casework.cases.actions import ask_agency, rely
from mash.casework.cases.models import Case, Decision
from mash.casework.cases.queries.sealed import sealed_in
from mash.casework.cases.rules import AnnexSaid
from mash.casework.intake.actions.drafts import start_draft
from mash.casework.intake.models import Contact, Draft
from mash.casework.matters.actions import grant, restrict
from mash.casework.sharing import deciding
from mash.casework.sharing.actions import not_share, review_share, save_working
from mash.casework.sharing.models import Openness, Request, SealedItem, Share
from mash.casework.sharing.rules import Ground
from mash.demo.county.text import Where
from mash.demo.play import draft_of, play
from mash.demo.play.post import settled
from mash.demo.play.stage import PlayError, Stage, must
from mash.foundation.kernel import Actor, seeded
from mash.foundation.visibility import acting
from mash.registers.agreements.actions import draft_next, set_head
from mash.registers.agreements.models import Version

if TYPE_CHECKING:
    from datetime import datetime

    from mash.casework.matters.models import Subject
    from mash.demo.county.worry import Worry
    from mash.demo.county.year import Year

RESTRICTED: Final = "few1"
NAMED: Final = ("manager.county", "decider.county-children")
UNASKED: Final = "domestic-abuse-service"


def hide(year: Year, stage: Stage) -> None:
    """Play what is not there yet; the county's open cases are there already."""
    with transaction.atomic():
        _restricted(year, stage)
        _drafts(stage)
        _agreement(stage)
    with transaction.atomic():
        _underway(stage)
        _not_shared(stage)
        _relied(stage)


def restricted_worry(year: Year) -> Worry:
    """One referral of a household that nobody else was ever worried about, on the county's children's desk."""
    like = next(
        slot
        for slot in sorted(year.slots, key=lambda one: one.id)
        if (slot.hub, slot.desk, slot.kind) == ("county", "children", "referral") and slot.previous_on is None
    )
    household = max(slot.household for slot in year.slots) + 500_000
    at = year.until - timedelta(days=9)
    slot = replace(
        like,
        id=RESTRICTED,
        at=at.replace(hour=10, minute=5),
        household=household,
        first_seen=at.date(),
        source="Schools",
        outcome="early-help",
        rereferral=False,
        previous="",
        incident="",
    )
    return replace(year.tell(slot, restricted=True), channel="form")


def _restricted(year: Year, stage: Stage) -> None:
    worry = restricted_worry(year)
    at, manager = stage.until - timedelta(minutes=90), stage.actors["manager.county"]
    with acting(Actor.service("intake"), at):
        if Contact.objects.filter(draft=draft_of(worry)).exists():
            return
    with settled(at=worry.received_at, send=False):
        play(worry, stage, restricted=True)
    stage.marks.hears(worry.id, restricted="yes")
    text = stage.marks.at(Where(story=worry.id, hub="county", restricted=True))
    with settled(at=at, send=False), acting(manager, at):
        case = Case.objects.select_related("matter").get(matter__contacts__draft=draft_of(worry))
        if not restrict(by=manager, at=at, matter=case.matter, restriction="restricted"):
            raise PlayError("not restricted")
        for name in NAMED:
            stage.marks.hears(worry.id, named=name)
        decider = stage.users["decider.county-children"]
        reason = text("hub", "Named when it was restricted")
        if not grant(by=manager, at=at, matter=case.matter, user=decider, reason=reason):
            raise PlayError("not named")


def _drafts(stage: Stage) -> None:
    """One form that a teacher will go on with, one that nobody signed in for."""
    at = stage.until - timedelta(minutes=40)
    with acting(Actor.service("drafts"), at):
        if Draft.objects.exists():
            return
    for who, by in (("", Actor.public()), ("teacher", stage.actors["teacher"])):
        text = stage.marks.at(Where(story="forms", by=who))
        with seeded_for(stage, f"draft:{who}"), acting(by, at):
            start_draft(
                by=by,
                at=at,
                population="children",
                language="en-gb",
                answers={
                    "hub": "county",
                    "sections": {
                        "worry": {"worry": [text("draft", "She has not been in school this week.")]}
                    },
                    "items": {},
                },
            )


def seeded_for(stage: Stage, what: str) -> AbstractContextManager[None]:
    """Ids of what no worry plays, from the seed as well."""
    return seeded(Random(f"{stage.seed}:{what}"))


def _agreement(stage: Stage) -> None:
    at, by = stage.until - timedelta(days=3), stage.actors["governance.county"]
    text = stage.marks.at(Where(story="agreements", hub="county", by="governance.county"))
    with acting(by, at):
        found = (
            Version.objects.filter(state=Version.State.AGREED)
            .select_related("agreement")
            .order_by("pk")
            .first()
        )
        if found is None or found.agreement.versions.filter(state=Version.State.DRAFT).exists():
            return
        draft = must(draft_next(by=by, at=at, version=found))
        must(
            set_head(
                by=by,
                at=at,
                version=draft,
                edition=draft.edition,
                purpose=text("agreement", draft.purpose),
                review_by=draft.review_by,
                joint=draft.joint,
                terms=draft.terms,
                agencies=[one.agency for one in draft.signatories.select_related("agency")],
            )
        )


def story_of(matter: int) -> str:
    """The id of the worry by which a matter came, for whoever sees it."""
    draft = (
        Contact.objects.filter(matter=matter, draft__startswith="demo:")
        .values_list("draft", flat=True)
        .first()
    )
    return (draft or "").split(":")[1] if draft else ""


def _underway(stage: Stage) -> None:
    """What an agency has written so far of the answer that it owes longest."""
    at = stage.until - timedelta(minutes=15)
    for key in sorted(stage.agencies):
        by = stage.actors.get(f"researcher.{key}")
        if by is None:
            continue
        with acting(by, at):
            waiting = Request.objects.filter(agency__key=key, answered_at=None, withdrawn_at=None)
            request = waiting.order_by("sent_at", "pk").first()
            if request is None:
                continue
            if not request.working:
                text = stage.marks.at(Where(story="answers", agency=key))
                words = text("underway", "Two notes in the record, still to be read.")
                people = {"1": {"fields": {"worries": words}, "items": [], "page": ""}}
                working = {"people": people, "by": by.name}
                must(save_working(by=by, at=at, request=request, working=working, version=request.version))
            return


def _not_shared(stage: Stage) -> None:
    """An agency that was not asked, and one that was asked on a duty, which the lead has looked at."""
    at, by = stage.until - timedelta(minutes=50), stage.actors["screener.county-children"]
    with seeded_for(stage, "not-shared"), settled(at=at, send=False), acting(by, at):
        if Share.objects.exclude(outcome="clause").exists():
            return
        cases = Case.objects.filter(
            desk__key="county-children", state__in=["rated", "asking"], matter__restriction="open"
        )
        open_cases = list(cases.select_related("matter__hub", "matter__desk").order_by("received_at", "pk"))
        agency, share = stage.agencies[UNASKED], None
        if open_cases:
            matter = open_cases[0].matter
            text = stage.marks.at(Where(story=story_of(matter.pk), hub="county", agency=UNASKED))
            reason = text("ground", "The refuge would have to tell whoever is named.")
            people = list(matter.subjects.filter(role="subject").select_related("record"))
            must(
                not_share(
                    by=by,
                    at=at,
                    matter=matter,
                    agency=agency,
                    subjects=people,
                    ground="below-s47",
                    reason=reason,
                )
            )
        for case in open_cases:
            for subject in case.matter.subjects.exclude(role="subject").select_related("record", "person"):
                share = share or _on_a_duty(stage, case, subject, by=by, at=at)
    if share is None:
        return
    lead, then = stage.actors["governance.county"], at + timedelta(minutes=20)
    with acting(lead, then):
        text = stage.marks.at(Where(hub="county", by="governance.county"))
        must(
            review_share(
                by=lead, at=then, share=share, verdict="right", comment=text("review", "Rightly so.")
            )
        )


def _on_a_duty(stage: Stage, case: Case, subject: Subject, *, by: Actor, at: datetime) -> Share | None:
    """Ask about somebody about whom no clause lets this agency be asked, to save life; None where one does."""
    agency, ground = stage.agencies[UNASKED], "below-s47"
    about = deciding.populations([subject], case.matter, at=at)
    if (
        deciding.asking(
            by=by, at=at, matter=case.matter, agency=agency, about=about, ground=ground, restricted=False
        ).refused
        is None
    ):
        return None
    text = stage.marks.at(Where(story=story_of(case.matter_id), hub="county", agency=UNASKED))
    request = must(
        ask_agency(
            by=by,
            at=at,
            case=case,
            agency=agency,
            subjects=[subject],
            ground=ground,
            purpose=text("asked", "To keep the children safe tonight"),
            question=text("asked", "Is he known to you?"),
            openness=Openness.objects.filter(matter=case.matter).first(),
            without_clause=Ground(
                power="vital-interests",
                necessity=text("ground", "They hold the only safe number."),
                recipient_checked=text("ground", "Called back on the number in the directory."),
                reason=text("ground", "Tonight."),
            ),
        )
    )
    return request.shares.get()


def _relied(stage: Stage) -> None:
    """A cleared decision maker says what a decision of theirs rests on, under seal."""
    at, by = stage.until - timedelta(minutes=35), stage.actors["decider.county-children"]
    with seeded_for(stage, "relied"), settled(at=at, send=False), acting(by, at):
        sealed = SealedItem.objects.order_by("-pk").values_list("matter_id", flat=True)
        mine = (
            Decision.objects.filter(matter__in=list(sealed), by=str(by))
            .select_related("matter")
            .order_by("-pk")
        )
        decision = mine.first()
        if decision is None:
            return
        held = sealed_in(decision.matter)
        if held.annexes or not held.items:
            return
        text = stage.marks.at(Where(story=story_of(decision.matter_id), hub="county"))
        said = AnnexSaid(
            items=tuple(one.public_id for one in held.items),
            text=text("relied", "What was said under seal made the risk plain."),
            stands_without=True,
            originators_view=text("relied", "They agree."),
            gist=text("relied", "A risk that others know of."),
        )
        must(rely(by=by, at=at, decision=decision, said=said))
