"""A request from its receipt to the package: who reads what meanwhile, and what goes out."""

from datetime import timedelta

from tests.integration.agency.asking import client
from tests.integration.cases_web.steps import agencies_answer, ask, identify, rate
from tests.integration.casework.sealing import OPEN, SECRET, item, sealed_item
from tests.integration.rights.steps import (
    as_,
    custodian_looks,
    done,
    fresh,
    opened,
    person_of,
    received,
    searched,
)

from mash.casework.cases.models import Case
from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Grant, Matter, Subject
from mash.casework.sharing.actions import answer
from mash.casework.sharing.models import Item, Request
from mash.casework.sharing.rules import AnswerSaid
from mash.foundation.documents.reading import read
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry, Mention
from mash.oversight.rights import actions, vault
from mash.oversight.rights.actions import MarkSaid
from mash.oversight.rights.models import Consultation, Custody, Package, Passage, Sight
from mash.oversight.rights.queries.draft import draft_of
from mash.oversight.rights.queries.gather import gather
from mash.registers.people.models import Person

HEALTH_SAYS = "Seen by the school nurse.\n\nHer aunt is treated for drink."


def answered(room, *, sealed=False):
    """Police answer, perhaps with something under seal beside; and health in two paragraphs."""
    identify(room)
    rate(room)
    ask(room)
    agencies_answer(room, "health", text=HEALTH_SAYS)
    with as_(room.world, "police") as common:
        request = Request.objects.get()
        items = (item(OPEN), *([sealed_item()] if sealed else []))
        first, *others = request.subjects.all()
        said = [AnswerSaid(subject=first.pk, held="disclosed", systems_searched="All", items=items)]
        said += [AnswerSaid(subject=one.pk, held="nothing-held", systems_searched="All") for one in others]
        done(answer(**common, request=request, answers=tuple(said)))


def texts(world, who, request):
    with as_(world, who):
        return [one.text for one in gather(request)]


def passage(world, text):
    """The kept passage in which this stands."""
    with as_(world, "governance"):
        request = Passage.objects.first().request
        return next(piece.row for piece in draft_of(request).pieces if text in piece.found.text)


def mark_all(world, request):
    """Everything about somebody else, and all of health but the nurse, is left out."""
    with as_(world, "governance") as common:
        for piece in draft_of(request).pieces:
            said = [
                MarkSaid(
                    one.number,
                    third_party=one.third_party,
                    exemption="third-party" if one.third_party else "",
                )
                for one in piece.paragraphs
            ]
            if "school nurse" in piece.found.text and not piece.row.about_other:
                said = [MarkSaid(0), MarkSaid(1, third_party=True, exemption="third-party")]
            if OPEN in piece.found.text:
                said = [MarkSaid(0, exemption="crime")]
            done(actions.mark(**common, request=request, passage=piece.row, said=said))


def test_a_lead_reads_the_persons_cases_while_a_request_is_worked_on_and_no_longer(world, room):
    answered(room, sealed=True)
    with as_(world, "governance"):
        assert not Matter.objects.exists()
    request = opened(world)
    with as_(world, "governance") as common:
        assert not Matter.objects.exists()
        done(actions.search(**common, request=request))
        assert Matter.objects.get().ref == room.ref
        # It is read, and not worked on; and what is sealed is not there.
        assert not Case.objects.update(title="Mine")
        assert Item.objects.filter(text=OPEN).exists()
        assert not Custody.objects.exists()
    request = fresh(world, request)
    found = texts(world, "governance", request)
    assert any("hungry" in one for one in found)
    assert any(OPEN in one for one in found)
    assert not any(SECRET in one for one in found)
    assert texts(world, "deputy", request) == []
    assert texts(world, "screener", request) == []
    # Whoever works on the case learns who reads it, and for what.
    with as_(world, "screener"):
        assert Grant.objects.filter(reason="rights-request").count() == 1
    page = room("screener").get("looks").content.decode()
    assert "For a request, user" in page
    # It ends with the request, and lasts for a time at most.
    with as_(world, "governance", now() + timedelta(days=120)):
        assert not Matter.objects.exists()
    with as_(world, "governance") as common:
        done(
            actions.end(
                **common,
                request=request,
                verb="withdraw",
                outcome="taken-back",
                reason="They said so on the telephone.",
            )
        )
    with as_(world, "governance", now() + timedelta(seconds=1)):
        assert not Matter.objects.exists()
        assert Sight.objects.filter(until_at__lte=now()).count() == 2
        assert gather(request) == []


def test_what_is_restricted_or_sealed_waits_for_a_custodian_and_the_handler_cannot_tell(world, room):
    answered(room, sealed=True)
    second = room.arrive()
    person = person_of(world)
    with as_(world, "screener") as common:
        subject = Subject.objects.get(matter__ref=second.matter.ref, role="subject")
        rosa = Person.objects.get(public_id=person)
        done(identify_subject(**common, subject=subject, person=rosa, reason="The same child."))
    request = searched(world)
    with as_(world, "governance"):
        assert Matter.objects.count() == 2
    with as_(world, "manager") as common:
        assert restrict(**common, matter=Matter.objects.get(ref=second.matter.ref), restriction="restricted")
    with as_(world, "governance", now() + timedelta(seconds=1)) as common:
        assert [one.ref for one in Matter.objects.all()] == [room.ref]
        # Everything that names the other one is gone from what would be given, without a trace.
        done(actions.search(**common, request=request))
        assert {one.matter for one in gather(request)} == {room.ref}
        assert not Custody.objects.exists()
        mine = [one.pk for one in Entry.objects.filter(event__startswith="rights:custody")]
        assert mine == []
    with as_(world, "decider", now() + timedelta(seconds=2)):
        custody = Custody.objects.get()
        assert custody.hidden == [second.matter.ref]
        assert custody.sealed == [room.ref]
        named = Mention.objects.filter(kind="sealed", ref=custody.public_id)
        assert named.exists()
    # Of another person there is such a step too, with nothing in it.
    other = received(world, about={"given_name": "No", "family_name": "Body", "born": "1990-01-01"})
    with as_(world, "governance") as common:
        done(actions.accept(**common, request=other, how="known"))
        done(actions.search(**common, request=other))
    with as_(world, "decider"):
        empty = Custody.objects.get(rights_ref=other.ref)
        assert (empty.hidden, empty.sealed) == ([], [])
    with as_(world, "manager"):
        assert not Custody.objects.exists()
    # On pages too: the handler's say nothing of either, and the custodian's are missing to everybody else.
    for page in (f"/rights/{request.ref}/", f"/rights/{request.ref}/found"):
        shown = client(world, "governance").get(page).content.decode()
        assert room.ref in shown or page.endswith("/")
        assert second.matter.ref not in shown
        assert SECRET not in shown
        assert "under seal" not in shown.lower()
    waiting = f"/rights/waiting/{custody.public_id}"
    assert [client(world, who).get(waiting).status_code for who in ("decider", "manager", "governance")] == [
        200,
        404,
        403,
    ]
    shown = client(world, "decider").get(waiting).content.decode()
    assert second.matter.ref in shown
    assert client(world, "city-screener").get(f"/rights/{request.ref}/").status_code == 403


def test_an_answer_is_marked_consulted_checked_released_and_given(world, room):  # noqa: PLR0915 - one whole way, one world
    answered(room)
    request = searched(world)
    agency_item = passage(world, "school nurse")
    with as_(world, "governance") as common:
        refused = actions.submit(**common, request=request)
        assert refused.code == "rights:paragraph:third-party"
        items = Passage.objects.filter(request=request, kind="item", agency="health")
        asked = done(actions.consult(**common, request=request, agency="health", passages=items))
        assert actions.consult(**common, request=request, agency="health", passages=items).code == (
            "rights:consultation:nothing"
        )
    # The agency sees its own question and what it supplied; another agency does not.
    with as_(world, "police"):
        assert not Consultation.objects.exists()
    question = f"/rights/consultations/{asked.public_id}/"
    assert client(world, "police").get(question).status_code == 404
    shown = client(world, "health").get(question).content.decode()
    assert "school nurse" in shown
    assert "hungry" not in shown
    with as_(world, "health") as common:
        consultation = Consultation.objects.get(pk=asked.pk)
        said = {one.ref: ("may", "", "") for one in consultation.consulted.all()}
        wrong = dict.fromkeys(said, ("may-not", "", ""))
        assert actions.answer_consultation(**common, consultation=consultation, said=wrong).code == (
            "rights:consultation:reason"
        )
        said[agency_item.ref] = ("may-not", "serious-harm-health", "It would harm her.")
        done(actions.answer_consultation(**common, consultation=consultation, said=said))
        assert actions.answer_consultation(**common, consultation=consultation, said=said).code == (
            "rights:consultation:ended"
        )
    mark_all(world, request)
    with as_(world, "governance") as common:
        assert actions.submit(**common, request=request).code == "rights:opinion:missing"
        opinion = {"who": "Dr Vale", "registration": "GMC 1234567", "says": "no-harm", "text": "She knows."}
        day = now().date()
        old = day - timedelta(days=200)
        assert (
            actions.record_opinion(**common, request=request, given_on=old, **opinion).code
            == "rights:opinion:old"
        )
        done(actions.record_opinion(**common, request=request, given_on=day, **opinion))
        assert actions.submit(**common, request=request).code == "rights:consultation:overruled"
        said = [
            MarkSaid(0, reason="She was there, and told us so herself."),
            MarkSaid(1, third_party=True, exemption="third-party"),
        ]
        done(actions.mark(**common, request=request, passage=agency_item, said=said))
        stale = fresh(world, request).version - 1
    with as_(world, "governance") as common:
        assert actions.submit(**common, request=request, version=stale).code == "rights:request:changed"
        done(actions.submit(**common, request=request))
        assert actions.start_check(**common, request=request).code == "rights:check:own"
        assert actions.check(**common, request=request, verdict="agreed").code == "rights:check:own"
    with as_(world, "deputy") as common:
        assert not Matter.objects.exists()
        done(actions.start_check(**common, request=request))
        assert Matter.objects.count() == 1
        done(actions.check(**common, request=request, verdict="agreed"))
    with as_(world, "deputy", now() + timedelta(seconds=1)):
        assert not Matter.objects.exists()
    with as_(world, "governance") as common:
        assert actions.give(**common, request=request).code == "rights:request:not-released"
    custodian_looks(world, request)
    with as_(world, "governance") as common:
        given = done(actions.give(**common, request=request))
        assert (given.state, given.outcome) == ("answered", "given-in-part")
        assert actions.give(**common, request=request).code == "workflow:no-such-step"
        package = Package.objects.get()
        assert package.left_out
    words = "\n".join(read(vault.unseal(package.sealed_bytes), "application/pdf"))
    assert "hungry" in words
    assert "school nurse" in words
    assert "It is about somebody else" in words
    assert "We have given you what you are entitled to." in words
    # What is left out is not there; and of what must not be told not even that it was left out.
    for gone in ("treated for drink", OPEN, "Tomas", "detecting crime", "Tannery Row, Ostermarch\nTomas"):
        assert gone not in words, gone
    with as_(world, "governance", now() + timedelta(seconds=1)):
        assert not Matter.objects.exists()
        entry = Entry.objects.get(event="rights:package:given")
        assert entry.payload["sha256"] == package.sha256
        for one in Entry.objects.filter(event__startswith="rights:"):
            assert "Bellweather" not in str(one.payload) + one.purpose
