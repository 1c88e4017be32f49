"""Check, send once, and the confirmation."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.intake.actions.drafts import make_passphrase, send_draft, show_passphrase_once
from mash.casework.intake.arrival import Arrival
from mash.casework.intake.models import Draft
from mash.casework.intake.rules import new_passphrase, receipt_open
from mash.casework.intake.vault import Answers
from mash.foundation.documents.render import Template
from mash.foundation.documents.render import render as render_document
from mash.foundation.files.queries import held_for
from mash.foundation.kernel import Ref
from mash.interfaces.web.access import page as access
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.public import reading
from mash.interfaces.web.public.display import everything, sections_for_display
from mash.interfaces.web.public.forms import SECTIONS, URGENT
from mash.interfaces.web.public.holding import Holding, holding, page, unsent
from mash.interfaces.web.public.mapping import Sender, arrival_from
from mash.interfaces.web.public.next_steps import next_steps
from mash.interfaces.web.request import HttpRequest

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Card:
    title: str
    rows: list[dict[str, Any]]
    change: str
    wrong: bool = False


def _cards(held: Holding) -> list[_Card]:
    """Every answer with its way to change it, the urgent path first even where it is not answered."""
    read = reading.read(held.answers, held.facts)
    shown = sections_for_display(everything(read), held.facts.population, at=held.facts.at)
    found = {(one.key, one.number): one for one in shown}
    order = [(one.key, 0) for one in URGENT]
    order += [place for place in found if place not in order and place[0] in SECTIONS]
    cards = []
    for key, number in order:
        one = found.get((key, number))
        rows: list[dict[str, Any]] = [
            {"key": row.label, **({"prose": row.value} if row.prose else {"value": row.value})}
            for row in (one.rows if one else [])
        ]
        title = one.title if one else str(SECTIONS[key].title)
        change = reverse("public:section", kwargs={"ref": held.ref, "key": key})
        cards.append(_Card(title, rows, change, key in read.wrong))
    typed = found.get(("as_typed", 0))
    if typed:
        change = reverse("public:tasks", kwargs={"ref": held.ref})
        cards.append(
            _Card(
                typed.title,
                [{"key": row.label, "prose": row.value} for row in typed.rows],
                change,
                wrong=True,
            )
        )
    return cards


def _own_text(held: Holding) -> list[dict[str, str]]:
    read = reading.read(held.answers, held.facts)
    return [
        {"label": row.label, "text": row.value}
        for one in sections_for_display(everything(read), held.facts.population, at=held.facts.at)
        for row in one.rows
    ]


@access("holder", methods=["GET"])
@holding
@unsent
def check(request: HttpRequest, held: Holding) -> HttpResponseBase:
    """All answers on one page, each with a way to change it, and the button that sends."""
    gap = reading.first_gap(held.answers, held.facts)
    if gap is not None:
        return redirect("public:section", ref=held.ref, key=gap.key)
    return render(
        request,
        "public/check.jinja",
        page(
            held.hub,
            cards=_cards(held),
            ref=held.ref,
            files=held_for(Ref("draft", held.draft.public_id)),
            danger=held.answers["sections"]["worry"].get("danger") == ["yes"],
        ),
    )


@access("holder", methods=["POST"])
@holding
def send(request: HttpRequest, held: Holding) -> HttpResponseBase:
    """Send once, however often the button is pressed; when it cannot be stored, say so and show the text."""
    if held.draft.submitted_at is not None:
        return redirect("public:sent", ref=held.ref)
    gap = reading.first_gap(held.answers, held.facts)
    if gap is not None:
        return redirect("public:section", ref=held.ref, key=gap.key)
    try:
        with transaction.atomic():
            _send(request, held)
    except Exception as error:  # noqa: BLE001 - whatever it was, the sender must know that nothing was received
        log.error("A form could not be stored: %s", type(error).__name__)  # noqa: TRY400 - a trace could hold a person's text
        return render(
            request,
            "public/not_received.jinja",
            page_without_rows(
                held, own_text=_own_text(held), again=reverse("public:check", kwargs={"ref": held.ref})
            ),
            status=503,
        )
    return redirect("public:sent", ref=held.ref)


def page_without_rows(held: Holding, **context: object) -> dict[str, object]:
    """The hub's number where it can still be read; the configured one otherwise."""
    try:
        with transaction.atomic():
            return page(held.hub, **context)
    except Exception:  # noqa: BLE001 - no database, but a page all the same
        return {"exit_page": True, **context}


def _send(request: HttpRequest, held: Holding) -> None:
    read = reading.read(held.answers, held.facts)
    you = read.sections.get("you", {})
    # Who can be reached by e-mail proves themself by a code; the others by a passphrase, which is made now
    # unless they have one.
    by_email = bool(you.get("email")) and not you.get("quiet")
    words = "" if by_email or held.draft.passphrase else new_passphrase()

    def arrival(draft: Draft, answers: Answers) -> Arrival:
        del answers  # read above, from the row that is locked now or from before its last change
        return arrival_from(
            read,
            Sender(
                hub=held.hub,
                population=draft.population,
                language=draft.language,
                draft=draft.public_id,
                user=draft.user_id,
                passphrase=make_password(words) if words else draft.passphrase,
                area_not_sure=bool(held.answers.get("area_not_sure")),
            ),
        )

    receipt = {
        "hub": held.hub,
        "email": by_email,
        "passphrase": words,
        "sections": [
            {"heading": one.title, "rows": [{"label": row.label, "value": row.value} for row in one.rows]}
            for one in sections_for_display(
                everything(read), held.facts.population, at=request.at, secrets=False
            )
        ],
    }
    send_draft(by=held.by, at=request.at, arrival=arrival, receipt=receipt)


@access("holder", methods=["GET"])
@holding
def sent(request: HttpRequest, held: Holding) -> HttpResponseBase:
    """The reference, what happens next and when, the copy, and once the passphrase."""
    if held.draft.submitted_at is None:
        return redirect("public:check", ref=held.ref)
    if not receipt_open(held.draft.submitted_at, request.at):
        return redirect("public:return")
    receipt = held.answers.get("receipt", {})
    words = show_passphrase_once(by=held.by, at=request.at)
    hub = receipt.get("hub", "")
    return render(
        request,
        "public/sent.jinja",
        page(
            hub,
            ref=held.ref,
            passphrase=words,
            has_passphrase=bool(held.draft.passphrase),
            email=receipt.get("email"),
            steps=next_steps(population=held.facts.population, hub=hub, at=request.at),
            received_at=held.draft.submitted_at,
        ),
    )


@access("holder", methods=["GET"])
@holding
def copy(request: HttpRequest, held: Holding) -> HttpResponseBase:
    """The sender's own copy, a tagged PDF; for an hour, in the session that sent it."""
    if not receipt_open(held.draft.submitted_at, request.at):
        return redirect("public:return")
    receipt = held.answers.get("receipt", {})
    hub = str(receipt.get("hub", ""))
    around = page(hub)
    made = render_document(
        Template.REFERRAL_COPY,
        {
            "service": around["hub_name"],
            "title": _("What you sent us"),
            "reference": held.ref,
            "phone": around["hub_phone"],
            "received_at": uk_datetime(held.draft.submitted_at),
            "next_steps": next_steps(population=held.facts.population, hub=hub, at=request.at),
            "sections": receipt.get("sections", []),
        },
        language=held.draft.language,
        at=held.draft.submitted_at.replace(microsecond=0) if held.draft.submitted_at else None,
    )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{held.ref}.pdf"'
    return response


@access("holder", methods=["GET", "POST"])
@holding
@unsent
def later(request: HttpRequest, held: Holding) -> HttpResponseBase:
    """How to carry on another time; POST makes a passphrase and shows it, this once."""
    words = make_passphrase(by=held.by, at=request.at) if request.method == "POST" else ""
    you = held.answers.get("sections", {}).get("you", {})
    return render(
        request,
        "public/later.jinja",
        page(
            held.hub,
            ref=held.ref,
            passphrase=words,
            has_passphrase=bool(held.draft.passphrase) or bool(words),
            email=bool(you.get("email")) and not you.get("quiet"),
            own=held.draft.user_id is not None,
        ),
    )
