"""The process that puts entries into the tree, signs the tree and asks the witnesses: `mash sequencer`."""

from __future__ import annotations

import logging
import threading
from time import monotonic
from typing import Final

from django.db import Error, connection

from mash.foundation.kernel.time import now
from mash.foundation.ledger import findings
from mash.foundation.ledger.models import Finding
from mash.foundation.ledger.proof import checkpoints, keys, sequencing, tree, witnesses, witnessing
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.ledger.proof.witnesses import Witness
from mash.foundation.ledger.proof.witnessing import Problem
from mash.foundation.visibility import acting
from mash.interfaces.worker.log_checks import tell

log = logging.getLogger(__name__)

PAUSE: Final = 0.2
"""Seconds between two looks for entries: a leaf is there within a second of its commit."""
REST: Final = 2.0
"""Seconds after a failure of the database."""
WATCH: Final = 30.0
"""Seconds between two looks at how long entries wait, and at what the witnesses know."""
LATE: Final = 5.0
"""Seconds that an entry may wait for its leaf before that is a finding."""
UNWITNESSED: Final = 300.0
"""Seconds that the log may go on beyond what witnesses signed before that is a finding."""
BLOCKING: Final = ("witness-ahead",)
"""While one of these is open nothing is signed: it would be another history than the one that was witnessed."""
ABOUT_WITNESSES: Final = ("witness-away", "witness-refuses", "witness-ahead", "witness-behind")


def sequence_all() -> int:
    """Put everything that waits into the tree; how many entries there were. Raises tree.TornError."""
    done = 0
    while True:
        with acting(SEQUENCER, now()):
            some = sequencing.sequence()
        if not some:
            return done
        done += some


def sign_if_due() -> bool:
    """Make a checkpoint where one is due. Raises checkpoints.KeyLostError, keys.KeyFileError, tree.TornError."""
    at = now()
    with acting(SEQUENCER, at):
        if not checkpoints.due(at=at) or Finding.objects.filter(kind__in=BLOCKING, ended=None).exists():
            return False
        checkpoints.checkpoint(checkpoints.signers(at=at), at=at)
        return True


def ask_witness(witness: Witness, *, again: bool = False) -> list[Problem]:
    """Ask one witness for the latest checkpoint, and tell what is wrong with it; `again` although it has signed that."""
    found: list[Problem] = []
    old: int | None = None
    for _again in range(2):
        with acting(SEQUENCER, now()):
            question = witnessing.asking(witness, old=old, again=again)
        if question is None:
            break
        answer = witnessing.ask(question)
        with acting(SEQUENCER, now()):
            outcome = witnessing.keep(question, answer)
            if isinstance(outcome, int):
                old = outcome
                found += [one] if (one := witnessing.rolled_back(question, old)) else []
                continue
        if outcome is not None:
            found.append(outcome)
        break
    return found


def ask_witnesses(*, again: bool = False) -> None:
    """Ask each witness, and keep what is wrong with them as findings.

    Asked `again`, one that has signed all of it says whether it knows more than this log has, or less than it signed.
    """
    problems: dict[str, dict[str, dict[str, object]]] = {kind: {} for kind in ABOUT_WITNESSES}
    for witness in witnesses.configured():
        for one in ask_witness(witness, again=again):
            problems[one.kind][witness.name] = dict(one.detail)
    at = now()
    with acting(SEQUENCER, at):
        for kind, subjects in problems.items():
            tell(findings.note(kind, subjects, by=SEQUENCER, at=at), at=at)


def watch() -> None:
    """Say what waits too long: entries for the tree, the tree for witnesses."""
    at = now()
    with acting(SEQUENCER, at):
        count, seconds = sequencing.waiting()
        late = {"": {"count": count, "seconds": round(seconds)}} if seconds > LATE else {}
        tell(findings.note("unsequenced", late, by=SEQUENCER, at=at), at=at)
        known, quorum = witnesses.configured(), witnesses.quorum()
        last = checkpoints.latest()
        if known and last is not None:
            size = witnessing.witnessed(quorum, [one.vkey for one in known], last.origin)
            tail = checkpoints.first_after(size)
            old = tail is not None and (at - tail.at).total_seconds() > UNWITNESSED
            findings.note(
                "unwitnessed",
                {"": {"size": last.size, "witnessed": size}} if old else {},
                by=SEQUENCER,
                at=at,
            )


def key_is_lost(sentence: str) -> None:
    """Keep, or end, the finding that the log cannot sign."""
    at = now()
    with acting(SEQUENCER, at):
        tell(findings.note("key-lost", {"": {}} if sentence else {}, by=SEQUENCER, at=at), at=at)


def run(stop: threading.Event) -> None:
    """Work until `stop`. A failure is told once and tried again: what was committed waits in the database."""
    greeted = threading.Event()
    asking = threading.Thread(target=_keep_asking, args=(stop, greeted), daemon=True)
    asking.start()
    told: str | None = None
    looked = 0.0
    while not stop.is_set():
        try:
            sequence_all()
            try:
                # A log that was restored from a backup must not sign another history than the one that was witnessed.
                if greeted.is_set() and monotonic() - looked >= 1:
                    looked = monotonic()
                    sign_if_due()
                told = _tell("", told)
            except (keys.KeyFileError, checkpoints.KeyLostError) as error:
                told = _tell(str(error), told)
            stop.wait(PAUSE)
        except (Error, tree.TornError) as error:
            _complain(error)
            stop.wait(REST)
    asking.join(1)  # it may wait for a witness


def _tell(sentence: str, told: str | None) -> str:
    """Say once that the key is lost, and once that it is back; entries go on into the tree meanwhile."""
    if sentence != told:
        key_is_lost(sentence)
        if sentence:
            log.error("The sequencer cannot sign: %s", sentence)
    return sentence


def _keep_asking(stop: threading.Event, greeted: threading.Event) -> None:
    """In a thread of its own: a witness that is slow keeps nobody else waiting."""
    waited, seen = WATCH, 0
    while not stop.wait(PAUSE):
        waited += PAUSE
        try:
            with acting(SEQUENCER, now()):
                last = checkpoints.latest()
            fresh = last.pk if last else 0
            if fresh != seen or waited >= WATCH:
                again = waited >= WATCH
                ask_witnesses(again=again)
                greeted.set()
                watch()
                seen, waited = fresh, 0.0 if again else waited
        except (Error, tree.TornError) as error:
            _complain(error)
            stop.wait(REST)
    connection.close()


def _complain(error: Exception) -> None:
    """A database error could quote a row: its kind is enough."""
    log.error("The sequencer waits: %s", type(error).__name__)
    connection.close()
