"""What the room's views have in common."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from mash.casework.sharing import events, queries
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.agency.answer_forms import AnswerForm, form_for
from mash.interfaces.web.agency.forms import ItemForm, PersonForm, said_of
from mash.interfaces.web.agency.working import Typed, item_prefix, of_person
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.clearances import readers_at


def find(ref: str, *, hold: bool = False) -> Request:
    """The agency's own request; any other looks like one that does not exist."""
    try:
        return queries.hold_request(ref) if hold else queries.get_request(ref)
    except Request.DoesNotExist:
        raise Http404 from None


def saw(request: HttpRequest, shown: Iterable[Request]) -> None:
    """One entry naming every request on the page; none for a page that shows none."""
    refs = [Ref("request", one.ref) for one in shown]
    if refs:
        append(
            events.VIEWED,
            by=request.actor,
            at=request.at,
            about=[*refs, Ref("agency", request.actor.agency)],
            payload={"agency": request.actor.agency},
        )


def correcting(asked: Request) -> bool:
    """Whether a correction of an answer already sent is under way."""
    return asked.state == "answered" and bool(asked.working)


def open_to_answer(asked: Request) -> bool:
    return asked.state in {"sent", "acknowledged"} or correcting(asked)


def form_of(asked: Request) -> AnswerForm:
    return form_for(asked.agency.kind)


def cleared_people(request: HttpRequest, asked: Request) -> list[str]:
    """Who at the asking hub would see what is sealed, by name, each once."""
    hub = queries.asking_hub(asked)
    seats = readers_at(hub, at=request.at) if hub is not None else []
    return list(dict.fromkeys(seat.user.name for seat in seats))


def item_forms(request: HttpRequest, asked: Request, items: list[dict[str, str]]) -> list[ItemForm]:
    """Judged forms: one for each of `items`, numbered from 0 in their order."""
    form, cleared = form_of(asked), cleared_people(request, asked)
    return [
        ItemForm(
            {f"{item_prefix(number)}-{name}": value for name, value in item.items()},
            prefix=item_prefix(number),
            form=form,
            chosen=item.get("category", ""),
            at=request.at,
            cleared=cleared,
        )
        for number, item in enumerate(items)
    ]


def judged(request: HttpRequest, asked: Request, typed: Typed) -> tuple[PersonForm, list[ItemForm]]:
    """The forms of one person, bound to what was typed; items in which nothing stands do not count."""
    written = typed.written
    person = PersonForm(
        typed.fields,
        asked=asked,
        form=form_of(asked),
        at=request.at,
        items=len(written),
        sealed=typed.sealed,
    )
    return person, item_forms(request, asked, written)


def typed_of_all(asked: Request) -> list[Typed]:
    return [of_person(asked.working, number) for number, _ in enumerate(asked.subjects.all(), 1)]


def ready_to_send(request: HttpRequest, asked: Request) -> list[bool]:
    """For each person whether what is kept is complete."""
    found = []
    for typed in typed_of_all(asked):
        person, items = judged(request, asked, typed)
        found.append(person.is_valid() and all(one.is_valid() for one in items))
    return found


__all__ = [
    "cleared_people",
    "correcting",
    "find",
    "form_of",
    "item_forms",
    "judged",
    "open_to_answer",
    "ready_to_send",
    "said_of",
    "saw",
    "typed_of_all",
]
