"""Back to a form that is not sent, or for the answer to one that was: by reference and a code or a passphrase."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from mash.casework.intake import events
from mash.casework.intake.actions.returning import Held, prove, read_answer, send_code
from mash.casework.intake.queries import answers_of, drafts_of
from mash.casework.intake.rules import ASKER_LENGTH
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.ids import read_reference
from mash.foundation.ledger import append
from mash.interfaces.web.access import page as access
from mash.interfaces.web.components.forms import GovForm, RadiosField, TextField
from mash.interfaces.web.public.holding import hold, hold_answer, holds_answer, lost, page
from mash.interfaces.web.public.limits import may_ask, may_send_code, may_try_passphrase, right_passphrase
from mash.interfaces.web.request import HttpRequest


class ReturnForm(GovForm):
    """A reference, and how its holder proves themself."""

    reference = TextField(
        label=_("Your reference"),
        max_length=40,
        missing=_("Enter your reference, like 7K2QM-9XPRT."),
        help_text=_("Ten letters and numbers, like 7K2QM-9XPRT."),
        gov={"width": 20, "spellcheck": False},
    )
    how = RadiosField(
        label=_("How do you want to show that it is yours?"),
        choices=[
            ("code", _("Send a code to the email address that I gave")),
            ("passphrase", _("Enter my passphrase")),
        ],
        missing=_("Select a code or your passphrase."),
    )
    passphrase = TextField(
        label=_("Your passphrase"),
        max_length=200,
        required=False,
        help_text=_("The words that we showed you once."),
        gov={"spellcheck": False, "autocomplete": "off"},
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if (
            found.get("how") == "passphrase"
            and not found.get("passphrase")
            and "passphrase" not in self.errors
        ):
            self.add_error("passphrase", ValidationError(_("Enter your passphrase."), code="required"))
        return found


class CodeForm(GovForm):
    """The code that was sent."""

    code = TextField(
        label=_("The code"),
        max_length=20,
        missing=_("Enter the code from the email."),
        help_text=_("6 numbers. It works for 15 minutes."),
        gov={"width": 10, "inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": False},
    )


def _come_back(request: HttpRequest, way: str) -> HttpResponseBase:
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reference = read_reference(form.cleaned_data["reference"])
        by_code = form.cleaned_data["how"] == "code"
        if not (may_ask(request) if by_code else may_try_passphrase(request, reference)):
            return render(request, "public/too_many.jinja", page(None), status=429)
        if by_code:
            asker = _asker(request, reference)
            if may_send_code(request, reference):
                send_code(by=Actor.public(), at=request.at, reference=reference, asker=asker)
            return redirect(f"public:{way}-code")
        held = prove(
            by=_who(request), at=request.at, reference=reference, passphrase=form.cleaned_data["passphrase"]
        )
        if held is not None:
            right_passphrase(request, reference)
            return _let_in(request, held, "passphrase")
        form.add_error("passphrase", _("The reference or the passphrase is not right. Check both."))
    return render(request, "public/return.jinja", page(None, form=form, way=way))


def _asker(request: HttpRequest, reference: str) -> str:
    """The name under which this session asks for codes, and alone may use them: the same for the same reference."""
    before, asker = request.session.get("asked_code", ("", ""))
    if before != reference:
        asker = secrets.token_hex(ASKER_LENGTH // 2)
        request.session["asked_code"] = [reference, asker]
    return str(asker)


def _who(request: HttpRequest) -> Actor:
    # Written by a named service, an entry may name whoever asks.
    return request.actor


def _let_in(request: HttpRequest, held: Held, how: str) -> HttpResponseBase:
    # A session that learns of a form is a new one: nobody who knew the old one comes along.
    request.session.cycle_key()
    if held.kind == "draft":
        hold(request, ref=held.ref, draft=held.draft)
        return redirect("public:tasks", ref=held.ref)
    hold_answer(request, ref=held.ref, how=how)
    return redirect("public:answer", ref=held.ref)


def _code(request: HttpRequest, way: str) -> HttpResponseBase:
    reference, asker = request.session.get("asked_code", ("", ""))
    if not reference:
        return redirect(f"public:{way}")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        held = prove(
            by=_who(request),
            at=request.at,
            reference=reference,
            code=form.cleaned_data["code"],
            asker=asker,
        )
        if held is not None:
            del request.session["asked_code"]
            return _let_in(request, held, "code")
        form.add_error("code", _("The code is not right or has run out. Check it, or ask for a new one."))
    return render(request, "public/code.jinja", page(None, form=form, way=way))


@access("public", methods=["GET", "POST"])
def come_back(request: HttpRequest) -> HttpResponseBase:
    """For the answer."""
    return _come_back(request, "return")


@access("public", methods=["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponseBase:
    """For a form that is not sent."""
    return _come_back(request, "resume")


@access("public", methods=["GET", "POST"])
def come_back_code(request: HttpRequest) -> HttpResponseBase:
    return _code(request, "return")


@access("public", methods=["GET", "POST"])
def resume_code(request: HttpRequest) -> HttpResponseBase:
    return _code(request, "resume")


@access("holder", methods=["GET"])
def answer(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The answer, as far as this class of sender may know. One that is withheld looks like one not given yet."""
    how = holds_answer(request, ref) or ("sign-in" if request.actor.user is not None else "")
    found = read_answer(by=_who(request), at=request.at, reference=ref, how=how) if how else None
    if found is None:
        return lost(request)
    return render(request, "public/answer.jinja", page(None, answer=found))


@access("signed-in", methods=["GET"])
def mine(request: HttpRequest) -> HttpResponseBase:
    """A signed-in person's own forms and what became of them."""
    sent = answers_of(request.actor)
    if sent:
        append(
            events.OWN_LISTED,
            by=request.actor,
            at=request.at,
            about=[Ref("contact", one.ref) for one in sent],
        )
    return render(request, "public/mine.jinja", page(None, drafts=drafts_of(request.actor), sent=sent))
