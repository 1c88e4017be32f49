"""Files that go with the form: one at a time or several, each judged by what it is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.files import rules
from mash.foundation.files.actions import purge, receive
from mash.foundation.files.models import StoredFile
from mash.foundation.files.queries import held_for
from mash.foundation.files.uploads import refusal_of
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page as access
from mash.interfaces.web.components.forms import FilesField, GovForm
from mash.interfaces.web.public.holding import Holding, holding, page, take, unsent
from mash.interfaces.web.request import HttpRequest

MOST_FILES = 30
STATES = {
    "quarantined": gettext_lazy("being checked"),
    "clean": gettext_lazy("checked"),
    "infected": gettext_lazy("virus found: not sent on"),
    "unscanned": gettext_lazy("received"),
}


class AttachForm(GovForm):
    """Several files at once."""

    # How large one may be, foundation.files says; this cap is beyond it.
    attachments = FilesField(
        label=gettext_lazy("Choose files"),
        required=False,
        max_files=20,
        max_bytes=2**40,
        help_text=gettext_lazy(
            "A PDF, Word or Excel file, text, an email, a photo or a short recording. Do not delay sending the form for a file."
        ),
    )


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(1, size // 1000)} KB"


def _held(held: Holding) -> list[StoredFile]:
    return [
        one for one in held_for(Ref("draft", held.draft.public_id)) if one.state != StoredFile.State.PURGED
    ]


def _take_in(request: HttpRequest, held: Holding, upload: Any) -> Refused | StoredFile:
    if len(_held(held)) >= MOST_FILES:
        return Refused(
            "files:too-many", _("There are %(n)d files already. Remove one first.") % {"n": MOST_FILES}
        )
    refused = refusal_of(upload)
    if refused is not None:
        return refused
    return receive(
        by=held.by,
        at=request.at,
        name=upload.name or "",
        chunks=upload.chunks(),
        held_for=Ref("draft", held.draft.public_id),
    )


@access("holder", methods=["GET", "POST"])
@holding
@unsent
def files(request: HttpRequest, held: Holding) -> HttpResponseBase:
    """The files so far, and more; each that is not taken is named with its reason."""
    form = (
        AttachForm(request.POST or None, request.FILES or None) if request.method == "POST" else AttachForm()
    )
    if request.method == "POST":
        uploads = request.FILES.getlist("attachments")
        problems = []
        for upload in uploads:
            taken = _take_in(request, held, upload)
            if isinstance(taken, Refused):
                problems.append(f"{rules.shown_name(upload.name or '')}: {taken.sentence}")
        if uploads and not problems:
            return redirect("public:files", ref=held.ref)
        form = AttachForm({}, {})
        form.is_valid()
        for problem in problems or [_("Choose a file first, or go back.")]:
            form.add_error("attachments", problem)
    shown = [
        {
            "name": one.name,
            "size": _size(one.size),
            "status": STATES.get(one.state, one.state),
            "remove_url": reverse("public:remove-file", kwargs={"ref": held.ref, "file": one.public_id}),
        }
        for one in _held(held)
    ]
    return render(request, "public/files.jinja", page(held.hub, form=form, files=shown, ref=held.ref))


@access("holder", methods=["POST"])
def upload(request: HttpRequest, ref: str) -> HttpResponseBase:
    """One file sent by upload.js: JSON with its name, or why it was not taken."""
    held = take(request, ref)
    if held is None or held.draft.submitted_at is not None:
        return JsonResponse({"error": _("This form is not open here any more.")}, status=401)
    sent = request.FILES.get("attachments")
    if sent is None:
        return JsonResponse({"error": _("Choose a file first, or go back.")}, status=422)
    taken = _take_in(request, held, sent)
    if isinstance(taken, Refused):
        return JsonResponse({"name": rules.shown_name(sent.name or ""), "error": taken.sentence}, status=422)
    return JsonResponse({"name": taken.name})


@access("holder", methods=["POST"])
@holding
@unsent
def remove_file(request: HttpRequest, held: Holding, file: str) -> HttpResponseBase:
    """Take a file back before the form is sent."""
    if file not in {one.public_id for one in _held(held)}:
        raise Http404
    purge(file, by=held.by, at=request.at, reason="removed-by-sender")
    return redirect("public:files", ref=held.ref)
