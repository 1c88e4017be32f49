"""Cases that were closed long ago, told through actions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.integration.agency.asking import ask
from tests.integration.casework.sealing import LATER, item, matter_of, supply
from tests.integration.casework.test_sealed import ask_again, decided
from tests.world import World

from mash.casework.cases.actions import close, end_closings
from mash.casework.cases.models import Closing, Decision, Deviation
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import give_feedback
from mash.foundation.files.actions import receive as receive_file
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger.proof import checkpoints
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker.log_checks import verify_log
from mash.interfaces.worker.sequencer import sequence_all
from mash.oversight.retention.actions import decide, propose, review
from mash.oversight.retention.models import Disposal

RETENTION = Actor.service("retention")
ASKED = LATER + timedelta(hours=2)
FAR = datetime(2050, 3, 1, 10, tzinfo=UTC)
"""Both children of the worry are past every period of a case without further action, in whichever class."""
TYPED = ("Rosa", "Bellweather", "Tomas", "Tannery", "9990000018", "hungry", "Edith Marlow", "01632 960111",
         "teacher@example.org", "Two calls to the house", "Seen and safe", "Left alone at night", "tools are kept",
         "body-map")  # fmt: skip
"""What was written of the family and nobody else, and must be nowhere afterwards."""


def closed(world: World, *items, file: bool = False) -> str:
    """A case of two children that was asked about, decided and closed in 2026; its reference."""
    ref = ask(world)
    supply(world, ref, *(items or (item(),)))
    matter = matter_of(world, ref)
    ask_again(world, matter)
    made = decided(world, matter)
    assert isinstance(made, Decision), made
    by = world.actor("decider")
    with acting(by, made.at):
        Deviation.objects.create(
            matter=made.matter,
            decision=made,
            kind="minimum",
            code="child-seen",
            rating="amber",
            standard=made.standard,
            role=by.role,
            reason="With her aunt until Friday.",
            by=str(by),
            by_name=by.name,
            at=made.at,
        )
    by = world.actor("manager")
    with acting(by, ASKED):
        case = get_case(matter)
        contact = case.matter.contacts.select_related("matter__desk", "referrer").get()
        told = give_feedback(by=by, at=ASKED, contact=contact, outcome="x", reason="y")
        assert not isinstance(told, Refused), told
        asked = close(by=by, at=ASKED, case=get_case(matter))
        assert isinstance(asked, Closing), asked
        if file:
            with as_service("intake"):
                kept = receive_file(
                    by=by,
                    at=ASKED,
                    name="body-map.txt",
                    chunks=[b"A drawing."],
                    held_for=Ref("contact", contact.ref),
                )
            assert isinstance(kept, StoredFile), kept
    with acting(Actor.service("worker"), asked.due_at):
        assert end_closings(at=asked.due_at) == 1
    return matter


def reviewed(at: datetime = FAR):
    with acting(RETENTION, at):
        return review(by=RETENTION, at=at)


def approved(world: World, matter: str, at: datetime = FAR) -> Disposal:
    """Reviewed, proposed by the lead and approved by the manager."""
    reviewed(at)
    lead, manager = world.actor("governance"), world.actor("manager")
    with acting(lead, at):
        made = propose(by=lead, at=at, ref=matter)
    assert isinstance(made, Disposal), made
    with acting(manager, at):
        said = decide(by=manager, at=at, disposal=made, approve=True)
    assert said, said
    sequence_all()
    return made


def verified(at: datetime = FAR):
    """All entries in the tree, the tree signed, and the log verified where it is."""
    sequence_all()
    with acting(SEQUENCER, at):
        checkpoints.checkpoint(checkpoints.signers(at=at), at=at)
    return verify_log(at=at)
