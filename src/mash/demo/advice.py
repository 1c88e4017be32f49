"""Advice in the demo: what schools and services asked the county's desks in a year, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, Literal, cast

from mash.casework.consultations import actions, times
from mash.casework.consultations.models import Consultation
from mash.casework.consultations.queries import get
from mash.casework.consultations.rules import Asked, AskerSaid, Given, PersonNamed
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.demo.county.text import Text, Where
from mash.demo.hidden import story_of
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor, seeded
from mash.foundation.kernel.time import LONDON
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Desk
from mash.registers.people.rules import Said

Ends = Literal["", "open", "waits", "late", "elsewhere", "agreed", "second-look", "made"]
JOINED: Final = 4
"""At most so many contacts came of advice that was given the day before."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: how many days before the year's end, by whom, about what, and what became of it."""

    days: int
    desk: str
    source: str
    agency: str
    role: str
    themes: tuple[str, ...]
    question: str
    advice: str
    level: int | None = None
    ends: Ends = ""
    named: bool = False
    meanwhile: str = ""
    consent: str = "not-known"

    @property
    def refer(self) -> bool:
        return self.ends not in {"", "open"}


_C, _A, _K = "county-children", "county-adults", "city-children"
_LEAD: Final = "Designated safeguarding lead"
CALLS: Final = (
    Call(338, _C, "2A", "Tannery Row primary school", _LEAD, ("threshold", "neglect"),
         "A boy in Year 2 has come without a coat since half term and takes food from others. Is that a referral?",
         "Not on this alone. Talk with the parents, offer early help, keep a record of each day.", 2),
    Call(321, _C, "2A", "Saltgate academy", _LEAD, ("consent",),
         "May we refer to early help if one parent agrees and the other does not?",
         "Yes, on one parent’s agreement. Record what the other said and why you went ahead.", 2),
    Call(309, _C, "3B", "Osterwater health visitors", "Health visitor", ("injury",),
         "A bruise on the cheek of a baby of five months who does not crawl yet.",
         "Refer now and do not wait for a second visit: a baby who does not move about does not bruise.", 4, "elsewhere",
         meanwhile="Sends them to the paediatrician on call"),
    Call(297, _K, "2A", "Kilnside primary school", _LEAD, ("disclosure",),
         "A girl said that she does not want to go home on Fridays. What may we ask her?",
         "Open questions alone: tell me, explain, describe. Write down her words and call back today.", 2),
    Call(280, _A, "4", "Two Rivers Housing", "Housing officer", ("self-neglect", "capacity"),
         "A tenant lives among bags up to the window and sends everybody away. Can we do anything if he can decide?",
         "Yes: a concern about self-neglect needs no consent to be raised. Refer, and tell him that you do.", 3, "late",
         consent="know"),
    Call(264, _C, "2A", "Saltgate academy", _LEAD, ("sexual-behaviour",),
         "Two boys of thirteen passed on a picture of a girl in their class.",
         "Do not look at it or send it on. Talk with her parents; refer if there was pressure or an adult.", 2),
    Call(247, _C, "2A", "Millbrook primary school", _LEAD, ("consent", "domestic"),
         "A mother told us of shouting at home and begs us not to tell anybody.",
         "Refer today. Ask her what is safe; if telling the father would put her in danger, do not tell him.", 3, "agreed",
         consent="know"),
    Call(229, _K, "3A", "Weir Street surgery", "General practitioner", ("sharing",),
         "A school asks us for a father’s medication. May we say?",
         "Not without a request that says why. Send them to us: we ask you through the hub.", None),
    Call(214, _C, "5D", "Early help, north", "Team leader", ("threshold", "escalation"),
         "The family no longer opens the door to us. Does it step up?",
         "Talk with the last social worker first, then refer with what changed since the plan.", 3, "elsewhere"),
    Call(199, _C, "2A", "Tannery Row primary school", _LEAD, ("consent",),
         "Must we tell parents before we call you?", "No. Advice can be had without names, as now.", None),
    Call(181, _A, "3F", "Marlstead hospice", "Ward sister", ("carer",),
         "A wife who cares for her husband said that she could shake him.",
         "Offer a carer’s assessment today and ask her again alone; call us if she is afraid of herself.", 2),
    Call(166, _C, "2A", "Millbrook primary school", _LEAD, ("attendance",),
         "Nobody has seen two sisters for three weeks; the aunt says that they moved.",
         "Ask the school service for children missing education, and refer if the move cannot be confirmed by Friday.", 2),
    Call(150, _C, "2A", "Saltgate academy", _LEAD, ("mental-health",),
         "A girl shows fresh cuts and asks us not to tell her mother.",
         "Her mother is told unless she is a danger to her. Crisis team today; refer if home is part of it.", 2),
    Call(133, _K, "2A", "Kilnside primary school", _LEAD, ("consent", "threshold"),
         "A father says no to early help. Is that a reason to refer?",
         "No by itself. Refer if the child is harmed by it.", 2),
    Call(117, _C, "8", "Lantern youth project", "Youth worker", ("exploitation",),
         "A boy of fifteen has two telephones and is driven home by men we do not know.",
         "Refer today and send the registration numbers to the police.", 4, "late", meanwhile="Keeps him in the club until six"),
    Call(101, _C, "2A", "Tannery Row primary school", _LEAD, ("consent",),
         "We referred and the parents ask who told on them. What do we say?",
         "That the school did, as it must. Who else told something is not yours to say.", None),
    Call(86, _A, "5A", "Ostermarch reablement team", "Occupational therapist", ("capacity",),
         "She gives her grandson her bank card and says that it is her wish.",
         "Assess whether she can decide that, with an advocate. Refer if there is pressure.", 3, "elsewhere"),
    Call(73, _C, "3C", "Osterwater school nurses", "School nurse", ("neglect",),
         "Lice and sores for a whole term; letters home do nothing.",
         "Offer the clinic on a fixed day; refer if it is not taken.", 2),
    Call(58, _C, "2A", "Millbrook primary school", _LEAD, ("threshold", "parents"),
         "The father came smelling of drink at a quarter past three, by car.",
         "If he drives: 999. Refer today.", 3, "agreed", consent="know"),
    Call(44, _K, "2A", "Kilnside primary school", _LEAD, ("staff",),
         "A pupil says that a teaching assistant grabbed her arm.",
         "That is for the designated officer, today; do not ask him yourself.", None),
    Call(30, _C, "2A", "Saltgate academy", _LEAD, ("consent", "online"),
         "A group sends each other pictures of fights. Do we tell every parent?",
         "Each child’s own. Save nothing on your telephones.", 2),
    Call(16, _C, "2A", "Tannery Row primary school", _LEAD, ("neglect",),
         "He has been hungry three days in a row and his sister too.",
         "Refer today; tell their mother that you do.", 3, "late", named=True, meanwhile="Breakfast at school", consent="not-yet"),
    Call(9, _C, "3A", "Weir Street surgery", "General practitioner", ("injury",),
         "A burn whose story changed between two visits.", "Refer today, with both stories in their words.", 3,
         "second-look", named=True, consent="not-yet"),
    Call(4, _C, "2A", "Millbrook primary school", _LEAD, ("domestic",),
         "She told us that the police came at night.", "Refer today with what she said.", 3, "made", named=True,
         consent="not-safe"),
    Call(1, _C, "2B", "Ostermarch virtual school", "Advisory teacher", ("attendance", "threshold"),
         "A boy on half days for a year. Whose is that?", "Refer with the plan and its dates.", 2, "waits", named=True,
         consent="agree"),
    Call(0, _C, "2A", "Saltgate academy", _LEAD, ("disclosure",),
         "A girl said something about her uncle and then that she made it up.", "", None, "open"),
)  # fmt: skip


def play(*, stage: Stage) -> None:
    """Play what is not there yet: the calls above, and calls of the day before some referrals that arrived."""
    with acting(Actor.service("consultations"), stage.until):
        if Consultation.objects.exists():
            return
    for number, call in enumerate(CALLS):
        with seeded(Random(f"{stage.seed}:advice:{number}")):
            _play(call, number, stage)
    for number, ref in enumerate(_arrived(stage)):
        with seeded(Random(f"{stage.seed}:advice:joined:{number}")):
            _joined(ref, number, stage)


def _at(call: Call, until: datetime) -> datetime:
    """A quarter past nine to four of that day, or of the last working day before; minutes ago for today's."""
    if call.days == 0:
        return until - timedelta(minutes=35)
    day = until.astimezone(LONDON) - timedelta(days=call.days)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(hour=9 + call.days % 7, minute=15, second=0, microsecond=0)


def _asked(call: Call, number: int, text: Text, people: tuple[PersonNamed, ...]) -> Asked:
    advice = (
        Given(text=text("advice", call.advice), level=call.level, refer=call.refer) if call.advice else None
    )
    asker = AskerSaid(
        role=call.role,
        agency=text("advice", call.agency),
        phone=f"01632 960{500 + number}",
        email=f"advice{number}@{call.agency.split()[0].lower()}.example.org" if call.refer else "",
    )
    return Asked(
        once=f"demo:{number}",
        named=bool(people),
        source=call.source,
        asker=asker,
        themes=call.themes,
        question=text("advice", call.question),
        danger_now="no",
        consent=call.consent,
        people=people,
        meanwhile=text("advice", call.meanwhile) if call.meanwhile else "",
        advice=advice,
    )


def _play(call: Call, number: int, stage: Stage) -> None:
    at = _at(call, stage.until)
    by = stage.actors[f"screener.{call.desk}"]
    text = stage.marks.at(Where(hub=by.hub, by=f"screener.{call.desk}"))
    with settled(at=at, send=False), acting(by, at):
        people = _somebody(call.desk, number, at) if call.named else ()
        desk = Desk.objects.select_related("hub").get(key=call.desk)
        made = must(actions.record(by=by, at=at, desk=desk, asked=_asked(call, number, text, people)))
        if call.ends == "made":
            must(actions.make_contact(by=by, at=at + timedelta(minutes=20), consultation=_now(made)))
    if call.ends in {"elsewhere", "agreed", "second-look", "late"}:
        _chased(made, stage)
    if call.ends in {"elsewhere", "agreed", "second-look"}:
        _told(made, call, text, stage)


def _now(made: Consultation) -> Consultation:
    found = get(made.ref)
    if found is None:
        message = "what was just recorded is not seen"
        raise LookupError(message)
    return found


def _somebody(desk: str, number: int, at: datetime) -> tuple[PersonNamed, ...]:
    """Somebody whom the desk knows from one of its newest open cases; a description where there is none."""
    known = (
        Subject.objects.filter(
            role="subject", matter__desk__key=desk, matter__restriction="open", matter__opened_at__lt=at
        )
        .exclude(record__said={})
        .select_related("record")
        .order_by("-matter__opened_at", "pk")
    )
    found = list(known[number % 3 : number % 3 + 1]) or list(known[:1])
    return (PersonNamed(role="subject", said=_described(found[0].record.said if found else {})),)


def _described(said: Said) -> Said:
    """What a caller would say of them: the name and the birth, or a description."""
    kept = {key: value for key, value in said.items() if key in {"given_name", "family_name", "born"}}
    return cast("Said", kept or {"description": "A boy of about six in the reception class"})


def _chased(made: Consultation, stage: Stage) -> None:
    """Each time that its chasing is due within the year."""
    service = Actor.service("consultations")
    for _time in range(times.times_chased(stage.until)):
        with acting(service, stage.until):
            due = Consultation.objects.get(pk=made.pk).chase_at
        if due is None or due > stage.until:
            return
        with settled(at=due, send=False), acting(service, due):
            actions.chase(by=service, at=due, number=made.pk)


def _told(made: Consultation, call: Call, text: Text, stage: Stage) -> None:
    by = stage.actors[f"screener.{call.desk}"]
    with acting(by, stage.until):
        last = _now(made).steps.all()[0].at
    at = min(last + timedelta(hours=3), stage.until - timedelta(hours=1))
    outcome, words = (
        ("made-elsewhere", "They sent it to the hub of the neighbouring county, where the family lives.")
        if call.ends == "elsewhere"
        else ("not-needed", "They talked with the family and have a plan with early help.")
    )
    with settled(at=at, send=False), acting(by, at):
        must(actions.tell(by=by, at=at, consultation=_now(made), outcome=outcome, text=text("advice", words)))
    if call.ends != "agreed":
        return
    second, later = stage.actors[f"decider.{call.desk}"], at + timedelta(hours=2)
    with settled(at=later, send=False), acting(second, later):
        why = text("advice", "I have called the school: the plan is written and reviewed in three weeks.")
        must(actions.look(by=second, at=later, consultation=_now(made), agrees=True, text=why))


def _arrived(stage: Stage) -> list[str]:
    """Referrals by professionals to the county's children's desk in the year, a few."""
    by = stage.actors[f"screener.{_C}"]
    with acting(by, stage.until):
        found = Contact.objects.filter(
            matter__desk__key=_C,
            matter__restriction="open",
            draft__startswith="demo:",
            referrer__klass="professional",
            received_at__gt=stage.until - timedelta(days=300),
        ).exclude(source="")
        return list(found.order_by("-received_at", "pk").values_list("ref", flat=True)[:JOINED])


def _joined(ref: str, number: int, stage: Stage) -> None:
    """Advised on the day before, and it arrived: joined by the screener an hour later."""
    by = stage.actors[f"screener.{_C}"]
    with acting(by, stage.until):
        contact = Contact.objects.select_related("matter", "referrer").get(ref=ref)
        story = story_of(contact.matter_id)
        subject = (
            Subject.objects.select_related("record").filter(matter=contact.matter, role="subject").first()
        )
    if subject is None:
        return
    text = stage.marks.at(Where(story=story, hub=by.hub, by=f"screener.{_C}"))
    at = contact.received_at - timedelta(hours=20)
    later = min(contact.received_at + timedelta(hours=1), stage.until)
    call = Call(0, _C, contact.source, "Ostermarch schools", contact.referrer.role, ("threshold",),
                "May I tell you of somebody whom I think of referring?", "Yes: refer, and say what you have seen yourself.",
                3, "waits", named=True, consent="not-yet")  # fmt: skip
    people = (PersonNamed(role="subject", said=_described(subject.record.said)),)
    with settled(at=at, send=False), acting(by, at):
        desk = Desk.objects.select_related("hub").get(key=_C)
        made = must(actions.record(by=by, at=at, desk=desk, asked=_asked(call, 100 + number, text, people)))
    with settled(at=later, send=False), acting(by, later):
        must(actions.join(by=by, at=later, consultation=_now(made), contact=contact))
