"""What arrived, as it was sent: each contact with its referrer, its answers and its files."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.calls.queries import of_contacts as calls_of
from mash.casework.consultations.queries import of_contacts
from mash.casework.intake.actions import classify as classify_contact
from mash.casework.intake.models import Contact
from mash.casework.joining.queries import incident_of
from mash.casework.notifications.assessment import KINDS as ASSESSMENTS
from mash.casework.notifications.columns import FIELDS
from mash.foundation.files.actions import open_for_download
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.calls.presenters import more_rows
from mash.interfaces.web.cases import assessed, mail, words
from mash.interfaces.web.cases.forms import ClassifyForm
from mash.interfaces.web.cases.views import elsewhere
from mash.interfaces.web.cases.views.common import VIEW, Asked, load, sent, show
from mash.interfaces.web.cases.views.joining import contact_of, refs_of
from mash.interfaces.web.demand.marking import shown as marks_shown
from mash.interfaces.web.public.display import sections_for_display
from mash.oversight.demand import things
from mash.oversight.demand.queries.marks import misdirected_of
from mash.oversight.demand.rules import recorded_already
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import label

CALLS = "calls:call:view"
ADVICE = "consultations:consultation:view"


@page("permission", VIEW)
def contacts(request: Asked, ref: str) -> HttpResponse:
    """Every contact of the case in full."""
    picture = load(request, ref)
    at = request.at
    advice = of_contacts(picture.contacts) if may(request.actor, ADVICE) else {}
    calls = calls_of(picture.contacts) if may(request.actor, CALLS) else {}
    joined = incident_of(picture.contacts)
    marks = marks_shown(
        [
            *(things.of_contact(one, picture.case.matter) for one in picture.contacts),
            *(things.of_further(one, picture.case.matter) for one in picture.mail),
        ],
        by=request.actor,
        at=at,
    )
    misdirected = misdirected_of(picture.contacts)
    shown = [
        {
            "contact": one,
            "referrer": one.referrer,
            "source": label("source-of-referral", one.source, at=one.received_at) if one.source else "",
            "concerns": words.coded(f"abuse-type-{one.population}", one.concern_types, at),
            "level": label("level-of-need", str(one.level_suggested), at=at) if one.level_suggested else "",
            "classified": [each for each in picture.classifications if each.contact_id == one.pk],
            "police": _police(one.content.get("police")),
            "assessed": assessed.shown(one, picture),
            # A protected address is named here as kept secret: it has a page of its own.
            "sections": sections_for_display(one.content, one.population, at=at, secrets=False),
            "told": mail.told_of(one, picture.files),
            "further": mail.further_of(picture, one, marks),
            "marks": marks[f"contact:{one.ref}"],
            "elsewhere": elsewhere.told(misdirected[one.pk]) if one.pk in misdirected else (),
            "files": [each for each in picture.files if each.held_for_id == one.ref],
            "advice": advice.get(one.pk, []),
            "calls": calls.get(one.pk, []),
            "more": [
                row
                for each in calls.get(one.pk, [])
                if each.contact_id == one.pk
                for row in more_rows(each, one)
            ],
        }
        for one in picture.contacts
    ]
    about = [Ref("contact", one.ref) for one in picture.contacts]
    about += [Ref("file", one.public_id) for one in picture.files]
    about += [Ref("consultation", each.ref) for some in advice.values() for each in some]
    about += [Ref("call", each.ref) for some in calls.values() for each in some]
    about += refs_of(joined.contacts if joined else ())
    context = {"shown": shown, "joined": joined}
    return show(request, "cases/contacts.jinja", picture, context, part="contacts", about=about)


def _lead(found: Contact) -> list[str]:
    """What stands of a contact that belongs elsewhere, and that another answer takes it back."""
    stands = misdirected_of([found]).get(found.pk)
    if stands is None:
        return []
    back = _(
        "If you record another kind, that is taken back. What its sender was told stays told, and they are answered again before the case closes."
    )
    return [*elsewhere.told(stands), back]


def _police(said: object) -> list[dict[str, object]]:
    """What a force gave of its notification in its own words, as rows of a summary."""
    if not isinstance(said, Mapping):
        return []
    words_for: dict[str, object] = {**FIELDS, "corrects": _("Corrects the notification")}
    return [
        {"key": words_for.get(name, name), "value": str(value)}
        for name, value in said.items()
        if name not in ASSESSMENTS
    ]


@page("permission", VIEW, methods=["GET", "POST"])
def classify(request: Asked, ref: str, contact: str) -> HttpResponse:
    """Record what the contact is; its clock keeps running from when it arrived."""
    picture, found = contact_of(request, ref, contact)
    form = ClassifyForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        stands = misdirected_of([found])
        if said["kind"] == "misdirected":
            if not stands:
                asks = elsewhere.form_for(request, found, rationale=said["rationale"])
                return elsewhere.asked(request, picture, found, asks)
            refused = recorded_already()
        again = any(
            (one.contact_id, one.by, one.kind, one.rationale)
            == (found.pk, str(request.actor), said["kind"], said["rationale"])
            for one in picture.classifications
        )
        done = refused or (
            None
            if again and not stands
            else classify_contact(by=request.actor, at=request.at, contact=found, **said)
        )
        if not isinstance(done, Refused):
            return redirect("cases:contacts", ref=ref)
        refused = done
    context = {
        "heading": _("What is contact %(ref)s?") % {"ref": found.ref},
        "lead": [
            _("It was sent as: %(kind)s.") % {"kind": found.get_kind_display()},
            *_lead(found),
        ],
        "form": form,
        "button": _("Record it"),
        "rule": may(request.actor, "intake:contact:classify"),
        "refused": refused,
    }
    return show(
        request, "cases/form.jinja", picture, context, part="contacts", about=[Ref("contact", found.ref)]
    )


@page("permission", VIEW, methods=["GET", "POST"])
def download(request: Asked, ref: str, file: str) -> HttpResponse:
    """One file of this case as a download. A file that no scanner has seen opens only after a warning, by POST."""
    picture = load(request, ref)
    if file not in {one.public_id for one in picture.files}:
        raise Http404
    try:
        found = open_for_download(
            file,
            by=request.actor,
            at=request.at,
            purpose=f"case {ref}",
            accepts_unscanned=request.method == "POST",
        )
    except StoredFile.DoesNotExist:
        raise Http404 from None
    if not isinstance(found, Refused):
        chunks, headers = found
        return HttpResponse(b"".join(chunks), headers=headers)
    context = {
        "heading": _("This file cannot be opened yet"),
        "refused": found,
        "unscanned": found.code == f"files:{StoredFile.State.UNSCANNED}",
    }
    return show(request, "cases/file.jinja", picture, context, part="contacts", about=[Ref("file", file)])
