"""Races of sharing: several people do the same, or what shuts it out, at one moment, each on a connection of their own.

A race prepares a round, says what each of the writers does in it, and what must hold when all are done. `Round.said` has
each writer's result in order; an exception in any of them is raised again, so that nothing ends in a 500.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from mash.casework.access.actions import Whom, break_glass, declare_close, give_back
from mash.casework.access.actions import review as review_glass
from mash.casework.access.models import BreakGlass, Closeness
from mash.casework.cases.actions import ask_agency, clear_match, close, end_closings, may_be_known
from mash.casework.cases.models import Case, Closing, Decision, HiddenMatch
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import give_feedback
from mash.casework.matters.actions import restrict
from mash.casework.matters.models import Grant, Subject
from mash.casework.sharing.actions import answer, not_share, review_share, save_working, withdraw
from mash.casework.sharing.models import Answer, Openness, Request, SealedItem, Share, ShareReview, UnderWay
from mash.casework.sharing.rules import Ground
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite
from mash.registers.accounts.clearances import clear_seat, end_clearance
from mash.registers.accounts.models import Clearance
from mash.registers.agreements.actions import draft_next, drop, lay_open, set_head, sign
from mash.registers.agreements.models import Signatory, Version
from tests.integration.agency.asking import ask
from tests.integration.casework.sealing import item, matter_of, says, sealed_item
from tests.integration.casework.test_sealed import ask_again, decided
from tests.world import SETUP, TUESDAY, World

AT = TUESDAY + timedelta(hours=3)
WORKER = Actor.service("worker")
WRITERS = 8
GROUND = Ground(
    power="vital-interests", necessity="Needed.", recipient_checked="Called back.", reason="Tonight."
)


def at_once[T](number: int, work: Callable[[int], T]) -> list[T]:
    """Run `work(0)` to `work(number - 1)` in as many threads, let go together; their results in that order."""
    gate = threading.Barrier(number)
    results: dict[int, T] = {}
    errors: list[BaseException] = []

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(30)
            results[place] = work(place)
        except BaseException as error:  # noqa: BLE001 - raised again in the test's own thread
            errors.append(error)
            gate.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [results[place] for place in range(number)]


@dataclass
class Round:
    """One round in one world. `number` makes what it names its own."""

    world: World
    number: int
    ref: str = ""
    matter: str = ""
    version: int = 0
    said: list[Any] = field(default_factory=list)

    def by(self, who: str) -> Actor:
        return self.world.actor(who)

    def won(self) -> list[Any]:
        return [one for one in self.said if one and not isinstance(one, Refused)]

    def refused(self, code: str = "") -> list[Refused]:
        return [one for one in self.said if isinstance(one, Refused) and code in one.code]

    def entries(self, event: str, about: str) -> int:
        """How often the ledger says so of a reference, as the hub's lead reads it."""
        with acting(self.by("governance"), AT):
            return Entry.objects.filter(event=event, mentions__ref=about).distinct().count()


type Prepare = Callable[[Round], object]
type Work = Callable[[Round, int], object]
type Check = Callable[[Round], object]


@dataclass(frozen=True)
class Race:
    """`name` is its sentence."""

    name: str
    prepare: Prepare
    work: Work
    check: Check

    def run(self, world: World, number: int) -> None:
        one = Round(world, number)
        self.prepare(one)
        one.said = at_once(WRITERS, lambda place: self.work(one, place))
        self.check(one)


def asked(one: Round) -> None:
    one.ref = ask(one.world)


def reply(one: Round, place: int, *items: Any) -> object:
    by = one.by("police")
    with acting(by, AT):
        request = Request.objects.get(ref=one.ref)
        said = tuple(
            says(
                each.pk,
                *items,
                held="disclosed" if items else "nothing-held",
                systems_searched=f"System {place}",
            )
            for each in request.subjects.all()
        )
        return answer(by=by, at=AT, request=request, answers=said)


def every_answer_stands_in_one_row_of_succession(one: Round) -> None:
    assert len(one.won()) == WRITERS
    with acting(one.by("screener"), AT):
        answers = list(Answer.objects.filter(request__ref=one.ref).order_by("about", "pk"))
        people = {each.about_id for each in answers}
        assert len(answers) == WRITERS * len(people)
        for person in people:
            mine = [each for each in answers if each.about_id == person]
            assert {each.systems_searched for each in mine} == {f"System {n}" for n in range(WRITERS)}
            assert [each.supersedes_id for each in mine] == [None, *(each.pk for each in mine[:-1])]
    assert one.entries("sharing:request:answered", one.ref) == WRITERS


def answers_or_takes_back(one: Round, place: int) -> object:
    if place % 2:
        return reply(one, place)
    by = one.by("screener")
    with acting(by, AT):
        request = Request.objects.select_related("matter", "agency").get(ref=one.ref)
        return withdraw(by=by, at=AT, request=request, reason="Not needed any more.")


def it_is_answered_or_withdrawn_and_never_both(one: Round) -> None:
    with acting(one.by("screener"), AT):
        request = Request.objects.get(ref=one.ref)
        there = Answer.objects.filter(request=request).exists()
    assert request.state == ("answered" if there else "withdrawn")
    assert (request.withdrawn_at is None) == there
    assert one.entries("sharing:request:withdrawn", one.ref) == (0 if there else 1)
    assert bool(one.entries("sharing:request:answered", one.ref)) == there


def asks_again(one: Round, place: int) -> object:
    by, kind = one.by("screener"), ("health", "school")[place % 2]
    with acting(by, AT):
        case = get_case(one.matter)
        told = Openness.objects.filter(matter=case.matter).get()
        return ask_agency(
            by=by, at=AT, case=case, agency=one.world.agencies[kind], openness=told,
            subjects=list(case.matter.subjects.all())[:1], ground="below-s47", purpose=f"Step {place}.",
        )  # fmt: skip


def asked_with_matter(one: Round) -> None:
    asked(one)
    one.matter = matter_of(one.world, one.ref)


def each_question_is_kept_with_its_share(one: Round) -> None:
    assert len(one.won()) == WRITERS
    with acting(one.by("screener"), AT):
        refs = {each.ref for each in one.won()}
        assert len(refs) == WRITERS
        assert Share.objects.filter(request__ref__in=refs, outcome="clause").count() == WRITERS
        assert Case.objects.get(matter__ref=one.matter).state == "asking"
    assert one.entries("sharing:request:sent", one.matter) == WRITERS + 1


def decides_not_to_share(one: Round, place: int) -> object:
    by = one.by("screener")
    with acting(by, AT):
        matter = get_case(one.matter).matter
        people = list(matter.subjects.select_related("record"))[:1]
        return not_share(
            by=by, at=AT, matter=matter, agency=one.world.agencies["school"], subjects=people, ground="below-s47",
            reason=f"Reason {place}",
        )  # fmt: skip


def each_reason_is_kept(one: Round) -> None:
    with acting(one.by("screener"), AT):
        kept = Share.objects.filter(matter__ref=one.matter, outcome="not-shared").values_list(
            "reason", flat=True
        )
        assert sorted(kept) == [f"Reason {place}" for place in range(WRITERS)]
    assert one.entries("sharing:decision:not-shared", one.matter) == WRITERS


def ready_to_decide(one: Round) -> None:
    asked_with_matter(one)
    reply(one, 0, item())
    ask_again(one.world, one.matter)
    with acting(one.by("decider"), AT):
        one.version = get_case(one.matter).version


def decides(one: Round, place: int) -> object:
    del place
    return decided(one.world, one.matter, version=one.version)


def one_decision_stands(one: Round) -> None:
    with acting(one.by("screener"), AT):
        made = list(Decision.objects.filter(matter__ref=one.matter).order_by("pk"))
        assert Case.objects.get(matter__ref=one.matter).state == "decided"
    assert len(made) == len(one.won()) == 1
    assert len(one.refused("stale")) == WRITERS - 1
    assert one.entries("cases:decision:made", one.matter) == 1


def ready_to_close(one: Round) -> None:
    ready_to_decide(one)
    assert isinstance(decided(one.world, one.matter), Decision)
    by = one.by("manager")
    with acting(by, AT):
        contact = get_case(one.matter).matter.contacts.select_related("matter__desk", "referrer").get()
        give_feedback(by=by, at=AT, contact=contact, outcome="x", reason="y")


def closes_or_seals(one: Round, place: int) -> object:
    if place % 2:
        return reply(one, 0, item(), sealed_item())
    by = one.by("screener")
    with acting(by, AT):
        return close(by=by, at=AT, case=get_case(one.matter))


def one_closing_is_asked_and_one_answer_sealed(one: Round) -> None:
    with acting(one.by("decider"), AT):
        assert Closing.objects.filter(matter__ref=one.matter).count() <= 1
        sealed = SealedItem.objects.filter(matter__ref=one.matter)
        assert sealed.filter(answer__superseded_by=None).count() == 2, "of each person one"
        assert not sealed.exclude(answer__superseded_by=None).exists()
    asked_for = [each for each in one.said[::2] if isinstance(each, Closing)]
    assert len({each.pk for each in asked_for}) == 1
    assert one.entries("cases:closing:asked", one.matter) == 1


def closing_with_a_match(one: Round) -> None:
    other = Round(one.world, one.number)
    asked_with_matter(other)
    manager = one.by("manager")
    with acting(manager, AT):
        hidden = get_case(other.matter).matter
        record = Subject.objects.filter(matter=hidden).order_by("place").first().record_id
        restrict(by=manager, at=AT, matter=hidden, restriction="restricted")
    ready_to_close(one)
    with acting(WORKER, AT):
        assert may_be_known(by=WORKER, at=AT, contact=f"C{one.number}", matter=one.matter, records=[record])
    by = one.by("screener")
    with acting(by, AT):
        assert isinstance(close(by=by, at=AT, case=get_case(one.matter)), Closing)


def ends_or_clears(one: Round, place: int) -> object:
    later = AT + timedelta(days=2)
    if place % 2:
        with acting(WORKER, later):
            return end_closings(at=later)
    by = one.by("decider")
    with acting(by, later):
        match = HiddenMatch.objects.filter(matter__ref=one.matter).get()
        outcome = ("see-me", "nothing")[place % 4 // 2]
        return clear_match(by=by, at=later, match=match, outcome=outcome, said="Looked at.")


def it_is_closed_or_kept_open_and_cleared_once(one: Round) -> None:
    with acting(one.by("decider"), AT + timedelta(days=2)):
        match = HiddenMatch.objects.filter(matter__ref=one.matter).get()
        case = Case.objects.get(matter__ref=one.matter)
        closing = Closing.objects.get(matter__ref=one.matter)
        cleared = Entry.objects.filter(event="cases:hidden:cleared", mentions__ref=match.public_id).count()
    assert match.cleared_at is not None
    assert cleared == 1
    if match.outcome == "see-me":
        assert (case.state, case.attention, closing.outcome) == ("decided", "see-custodian", "kept-open")
    else:
        assert (case.state, closing.outcome) in {("closed", "closed"), ("decided", "")}


def broken(one: Round) -> None:
    asked_with_matter(one)
    by = one.by("city-screener")
    with acting(by, AT):
        glass = break_glass(by=by, at=AT, reference=one.matter, reason_code="danger", reason="At the door.")
    assert isinstance(glass, BreakGlass), glass


def gives_back_or_breaks_again(one: Round, place: int) -> object:
    by, later = one.by("city-screener"), AT + timedelta(minutes=30)
    with acting(by, later):
        if place % 2:
            return give_back(
                by=by, at=later, glass=BreakGlass.objects.filter(matter_ref=one.matter).order_by("pk").first()
            )
        return break_glass(by=by, at=later, reference=one.matter, reason_code="danger", reason="Again.")


def access_has_one_end(one: Round) -> None:
    assert not one.refused()
    with acting(Actor.service("glass"), AT):
        glasses = list(BreakGlass.objects.filter(matter_ref=one.matter).order_by("pk"))
        ends = dict(Grant.objects.filter(matter__ref=one.matter).values_list("pk", "until_at"))
    assert 1 <= len(glasses) <= 2, "the one that was given back, and one that was opened after it"
    assert glasses[0].given_back_at is not None
    assert {each.grant_id: each.until_at for each in glasses} == ends
    assert one.entries("access:glass:given-back", glasses[0].ref) == 1


def shared_on_a_ground(one: Round) -> None:
    asked_with_matter(one)
    by = one.by("screener")
    with acting(by, AT):
        case = get_case(one.matter)
        made = ask_agency(
            by=by, at=AT, case=case, agency=one.world.agencies["health"], subjects=list(case.matter.subjects.all())[:1],
            ground="s42", purpose="To keep them safe.", openness=Openness.objects.get(matter=case.matter),
            without_clause=GROUND,
        )  # fmt: skip
        assert isinstance(made, Request), made
        one.share = made.shares.get(outcome="ground").pk


def reviews(one: Round, place: int) -> object:
    by = one.by("governance")
    with acting(by, AT):
        return review_share(
            by=by,
            at=AT,
            share=Share.objects.get(pk=one.share),
            verdict=("right", "wrong")[place % 2],
            comment=f"{place}",
        )


def one_review_stands(one: Round) -> None:
    assert len(one.won()) == 1
    assert len(one.refused("sharing:review:done")) == WRITERS - 1
    with acting(one.by("governance"), AT):
        assert ShareReview.objects.get(share=one.share).comment == one.won()[0].comment
    assert one.entries("sharing:ground:reviewed", one.matter) == 1


def laid_open(one: Round) -> None:
    by = one.by("governance")
    with acting(by, AT):
        version = (
            Version.objects.filter(agreement__key="memorandum", state="agreed").order_by("-number").first()
        )
        draft = draft_next(by=by, at=AT, version=version)
        assert isinstance(draft, Version), draft
        one.number_of = draft.number


def amends_opens_and_signs(one: Round, place: int) -> object:
    by = one.by("governance")
    with acting(by, AT):
        version = Version.objects.select_related("agreement").get(
            agreement__key="memorandum", number=one.number_of
        )
        if place % 4 == 0:
            return lay_open(by=by, at=AT, version=version)
        if place % 4 == 1:
            agency = version.signatories.select_related("agency").order_by("pk").first().agency
            return sign(
                by=by, at=AT, version=version, agency=agency, name=f"N{place}", post="Lead", signed_on=AT.date(),
                paper="Cabinet",
            )  # fmt: skip
        agencies = [each.agency for each in version.signatories.select_related("agency")]
        return set_head(
            by=by, at=AT, version=version, edition=version.edition, purpose=f"Purpose {place}",
            review_by=version.review_by, joint=version.joint, terms=version.terms, agencies=agencies,
        )  # fmt: skip


def what_was_signed_is_what_was_laid_open(one: Round) -> None:
    from mash.registers.agreements.documents import digest
    from mash.registers.agreements.queries import parts_of

    by = one.by("governance")
    with acting(by, AT):
        version = Version.objects.select_related("agreement").get(
            agreement__key="memorandum", number=one.number_of
        )
        assert version.state == Version.State.SIGNING
        assert version.digest == digest(parts_of(version))
        signed = Signatory.objects.filter(version=version, signed_on__isnull=False)
        assert signed.count() == len([each for each in one.won() if isinstance(each, Signatory)]) <= 1
        assert not isinstance(drop(by=by, at=AT, version=version), Refused)


def saves_what_is_written(one: Round, place: int) -> object:
    by = one.by("police")
    with acting(by, AT):
        request = Request.objects.get(ref=one.ref)
        return save_working(by=by, at=AT, request=request, version=1, working={"by": f"{place}"})


def one_saving_is_kept(one: Round) -> None:
    assert one.won() == [2]
    assert len(one.refused("sharing:request:stale")) == WRITERS - 1
    with acting(one.by("police"), AT):
        kept = UnderWay.objects.get(request__ref=one.ref)
        assert (kept.version, kept.said["by"]) == (2, str(one.said.index(2)))


def reviews_glass(one: Round, place: int) -> object:
    by = one.by("governance")
    with acting(by, AT):
        glass = BreakGlass.objects.get(matter_ref=one.matter)
        return review_glass(
            by=by, at=AT, glass=glass, verdict=("justified", "not-justified")[place % 2], reason=f"{place}"
        )


def one_verdict_stands(one: Round) -> None:
    assert len(one.won()) == 1
    with acting(one.by("governance"), AT):
        glass = BreakGlass.objects.get(matter_ref=one.matter)
    assert glass.verdict_reason == one.won()[0].verdict_reason
    assert one.entries("access:glass:reviewed", one.matter) == 1


def newcomer(one: Round) -> None:
    with acting(SETUP, AT):
        user = invite(by=SETUP, at=AT, email=f"newcomer{one.number}@example.org", name="New Comer")
        one.seat = give_seat(
            by=SETUP, at=AT, user=user, role="screener", desk=one.world.desks["county-children"]
        )


def clears_or_ends(one: Round, place: int) -> object:
    by = one.by("governance")
    with acting(by, AT + timedelta(minutes=place)):
        at = AT + timedelta(minutes=place)
        if place % 4 == 3:
            open_one = Clearance.objects.filter(seat=one.seat).select_related("seat").order_by("pk").first()
            return end_clearance(by=by, at=at, clearance=open_one) if open_one else None
        return clear_seat(by=by, at=at, seat=one.seat, reason=f"Custodian {place}")


def clearances_follow_one_another(one: Round) -> None:
    assert not one.refused()
    with acting(one.by("governance"), AT):
        given = list(Clearance.objects.filter(seat=one.seat).order_by("pk"))
        said = Entry.objects.filter(
            event="accounts:clearance:given", mentions__ref=str(one.seat.user_id)
        ).count()
    assert given
    assert len([each for each in given if each.until_at is None]) <= 1
    assert said == len(given)


def a_name(one: Round) -> None:
    one.whom = Whom("Ada", f"Round{one.number}", date(1980, 1, 2))


def declares(one: Round, place: int) -> object:
    del place
    by = one.by("screener")
    with acting(by, AT):
        return declare_close(by=by, at=AT, user=one.world.users["screener"], relation="friend", whom=one.whom)


def one_declaration_stands(one: Round) -> None:
    assert len({each.pk for each in one.won()}) == 1
    with acting(one.by("governance"), AT):
        assert Closeness.objects.filter(family_name=one.whom.family_name).count() == 1


RACES = [
    Race("answer at once", asked, reply, every_answer_stands_in_one_row_of_succession),
    Race("answer while it is withdrawn", asked, answers_or_takes_back, it_is_answered_or_withdrawn_and_never_both),
    Race("ask at once", asked_with_matter, asks_again, each_question_is_kept_with_its_share),
    Race("decide not to share at once", asked_with_matter, decides_not_to_share, each_reason_is_kept),
    Race("decide at once", ready_to_decide, decides, one_decision_stands),
    Race("seal while it is closed", ready_to_close, closes_or_seals, one_closing_is_asked_and_one_answer_sealed),
    Race("clear while it is closed", closing_with_a_match, ends_or_clears, it_is_closed_or_kept_open_and_cleared_once),
    Race("break the glass as access ends", broken, gives_back_or_breaks_again, access_has_one_end),
    Race("review one share at once", shared_on_a_ground, reviews, one_review_stands),
    Race("sign while it is amended", laid_open, amends_opens_and_signs, what_was_signed_is_what_was_laid_open),
    Race("save one answer for the first time", asked, saves_what_is_written, one_saving_is_kept),
    Race("review one break-glass at once", broken, reviews_glass, one_verdict_stands),
    Race("clear and end clearance at once", newcomer, clears_or_ends, clearances_follow_one_another),
    Race("declare the same closeness at once", a_name, declares, one_declaration_stands),
]  # fmt: skip
