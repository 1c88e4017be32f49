"""Questions to national registers leave here, once they are in the ledger, with no transaction open."""

from __future__ import annotations

from datetime import datetime

from mash.casework.national import actions, rules
from mash.casework.national.actions import Try
from mash.casework.national.queries import due
from mash.casework.national.rules import Step
from mash.foundation.adapters.pds import Answer, Outcome, Pds, is_on, pds
from mash.foundation.visibility import acting
from mash.interfaces.worker.delivery import WORKER


def waiting(*, at: datetime) -> list[str]:
    """Questions (public ids) that are to be asked now; none where no register is asked."""
    if not is_on():
        return []
    with acting(WORKER, at):
        return due(at=at)


def ask_register(question: str, *, at: datetime) -> bool:
    """Have one question answered; False where somebody else has taken it up."""
    register = pds()
    with acting(WORKER, at):
        begun = actions.begin(at=at, question=question)
    if begun is None:
        return False
    step, answer = _answer(register, begun, at)
    with acting(WORKER, at):
        actions.keep(at=at, question=question, step=step, answer=answer)
    return True


def _answer(register: Pds, begun: Try, at: datetime) -> tuple[Step, Answer]:
    """Ask by one step after another until one is the last word."""
    step = rules.first(begun.said)
    done, answer = Step.DETAILS, Answer(Outcome.FAILED, reason="too-little")
    while step is not None:
        done = step
        request = rules.request_of(begun.request, step)
        wanted = rules.search_of(begun.said, step)
        if step is Step.NUMBER or wanted is None:
            answer = register.by_number(rules.number_of(begun.said), request=request, at=at)
        else:
            answer = register.search(wanted, request=request, at=at)
        step = rules.following(begun.said, step, answer.outcome)
    return done, answer


def forget_answers(*, at: datetime) -> int:
    """Blank what nobody accepted in time; how many answers."""
    with acting(WORKER, at):
        return actions.forget(at=at)
