"""Updates and notices in the demo: one read, one back at the hub unread, one that nobody has decided on; four notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, cast

from django.db.models import F

from mash.casework.cases.models import Case
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import Arrival, PersonSaid, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.casework.updates import actions
from mash.casework.updates.models import Notice, Receipt, Update
from mash.casework.updates.notices import Said
from mash.casework.updates.queries import get
from mash.demo.county.text import Text, Where
from mash.demo.hidden import story_of
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor, seeded
from mash.foundation.kernel.time import LONDON
from mash.foundation.visibility import acting
from mash.registers.people.rules import Said as PersonWords

DESK: Final = "county-children"
HUB: Final = f"screener.{DESK}"
MANAGER: Final = "manager.county"
KIND: Final = "hub"


@dataclass(frozen=True, slots=True)
class Row:
    """One contact on an open case: how long before the year's end it came, what it says, and what becomes of it."""

    before: timedelta
    worry: str
    agency: str
    ends: str = ""
    risk: str = "amber"
    reason: str = ""
    will_do: str = ""


ROWS: Final = (
    Row(timedelta(days=2), "The same as I told you last week: she was alone again on Sunday night.", "School",
        ends="read", risk="red", reason="The same teacher about the same child.", will_do="I visit tomorrow with the health visitor."),
    Row(timedelta(days=3), "Mum missed the appointment again and does not ring back.", "Health visiting",
        ends="back", reason="The health visitor whom we asked about them."),
    Row(timedelta(hours=3), "He came in with a mark on his arm and says that he fell.", "School"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One notice, and whether it was acknowledged."""

    days: int
    said: Mapping[str, Any]
    basis: str
    how: str = ""
    review: int = 0


NOTICES: Final = (
    Told(3, {"kind": "s47-elsewhere", "sender": "Out of hours team", "sender_name": "Duty social worker",
             "sender_phone": "01632 960777", "team": "out-of-hours"},
         "A call from the hospital in the night: a mark that was not explained.", how="Rang them back at nine."),
    Told(2, {"kind": "placed-child", "sender": "Northmere children's services", "sender_phone": "01632 960778",
              "category": "care-order"}, "Foster carers of a national agency.", how="By e-mail, with our number.", review=180),
    Told(4, {"kind": "plan-moved", "sender": "Westhaven children's services", "sender_phone": "01632 960779",
             "category": "permanent"}, "Neglect. The family has taken a house here."),
    Told(1, {"kind": "missing", "sender": "Northmere children's services", "sender_phone": "01632 960778",
             "category": "family"}, "Not seen since they left. Ring the number at once if they come to you."),
)  # fmt: skip


def play(*, stage: Stage) -> None:
    """Play what is not there yet, each on a case of its own."""
    with acting(stage.actors[HUB], stage.until):
        if Contact.objects.filter(draft__startswith="update:").exists() or Notice.objects.exists():
            return
    used: set[str] = set()
    for number, row in enumerate(ROWS):
        ref = _case(row.before, stage, used)
        if ref:
            used.add(ref)
            with seeded(Random(f"{stage.seed}:update:{number}")):
                _update(row, number, ref, stage)
    told_of: set[str] = set()
    for number, told in enumerate(NOTICES):
        ref = _case(timedelta(days=told.days), stage, told_of)
        if ref:
            told_of.add(ref)
            with seeded(Random(f"{stage.seed}:notice:{number}")):
                _notice(told, ref, stage)


def _case(before: timedelta, stage: Stage, used: set[str]) -> str:
    """The newest open case that came a while before that, rather one that somebody has; "" where a young county has none."""
    with acting(stage.actors[HUB], stage.until):
        found = (
            Case.objects.filter(
                desk__key=DESK,
                closed_at__isnull=True,
                matter__restriction="open",
                matter__contacts__draft__startswith="demo:",
                received_at__lt=stage.until - before - timedelta(hours=2),
            )
            .exclude(matter__ref__in=used)
            .exclude(state="noted")
            .order_by(F("worker_id").asc(nulls_last=True), "-received_at", "pk")
            .values_list("matter__ref", flat=True)
            .first()
        )
    return str(found or "")


def _text(ref: str, stage: Stage) -> tuple[Text, Subject]:
    """What is written on this case, and the first whom we are worried about."""
    hub = stage.actors[HUB]
    with acting(hub, stage.until):
        case = get_case(ref)
        subject = case.matter.subjects.select_related("record", "matter__desk").filter(role="subject")[0]
        return stage.marks.at(Where(story=story_of(case.matter_id), hub=hub.hub, by=HUB)), subject


def _update(row: Row, number: int, ref: str, stage: Stage) -> None:
    text, subject = _text(ref, stage)
    hub, at = stage.actors[HUB], stage.until - row.before
    sender = Actor.draft("demo-update")
    with settled(at=at, send=False), acting(sender, at):
        contact = receive(
            by=sender,
            at=at,
            arrival=Arrival(
                hub=hub.hub,
                population="children",
                kind="referral",
                channel="telephone",
                worry=text(KIND, row.worry),
                danger_now="no",
                people=(PersonSaid(role="subject", said=cast("PersonWords", subject.record.said)),),
                referrer=ReferrerSaid(klass="professional", agency=row.agency),
                draft=f"update:{number}",
            ),
        )
    if not row.ends:
        return
    at += timedelta(minutes=40)
    with settled(at=at, send=False), acting(hub, at):
        own = get_case(contact.matter.ref)
        made = must(
            actions.recognise(
                by=hub,
                at=at,
                case=own,
                contact=Contact.objects.get(pk=contact.pk),
                to=get_case(ref),
                risk=row.risk,
                reason=text(KIND, row.reason),
                why=("described",),
            )
        )
    for persona, words in ((_worker(ref, stage), row.will_do), (MANAGER, "")):
        if persona == MANAGER or row.ends == "read":
            _read(made, persona, at + timedelta(minutes=30), text(KIND, words) if words else "", stage)
    if row.ends == "back":
        _back(made, stage)


def _worker(ref: str, stage: Stage) -> str:
    with acting(stage.actors[HUB], stage.until):
        user = get_case(ref).worker_id
    return next((persona for persona, one in stage.actors.items() if user and one.user == user), HUB)


def _read(made: Update, persona: str, at: datetime, words: str, stage: Stage) -> None:
    by = stage.actors[persona]
    with settled(at=at, send=False), acting(by, at):
        found = get(made.ref)
        if found is not None and any(
            one.read_at is None and one.user_id in {None, by.user} for one in found.receipts.all()
        ):
            must(actions.read(by=by, at=at, update=found, will_do=words))


def _back(made: Update, stage: Stage) -> None:
    """Each time that it is unread in time within the year."""
    service = Actor.service("updates")
    for _step in range(3):
        with acting(service, stage.until):
            late = Receipt.objects.filter(
                update=made.pk, read_at__isnull=True, back_at__isnull=True, ended_at__isnull=True
            )
            due = late.order_by("due_at").values_list("due_at", flat=True).first()
        if due is None or due >= stage.until:
            return
        at = due + timedelta(minutes=1)
        with settled(at=at, send=False), acting(service, at):
            actions.send_back(by=service, at=at, number=made.pk)


def _notice(told: Told, ref: str, stage: Stage) -> None:
    text, subject = _text(ref, stage)
    hub, at = stage.actors[HUB], stage.until - timedelta(days=told.days)
    day = at.astimezone(LONDON).date()
    with settled(at=at, send=False), acting(hub, at):
        made = must(
            actions.record(
                by=hub,
                at=at,
                subject=subject,
                said=Said(
                    **told.said,
                    since=day - timedelta(days=1),
                    basis=text(KIND, told.basis),
                    discussed_with=text(KIND, "Police and the ward, by telephone")
                    if "team" in told.said
                    else "",
                    review_on=day + timedelta(days=told.review) if told.review else None,
                ),
            )
        )
        if told.how:
            must(
                actions.acknowledge(
                    by=hub, at=at + timedelta(minutes=50), notice=made, how=text(KIND, told.how)
                )
            )
