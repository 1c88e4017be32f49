"""A force's file on its way in: handed over, its columns named, let in, and watched until it is done."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.notifications import actions, events, problems, queries, uploads
from mash.casework.notifications.actions.hand_over import file_of, scanned
from mash.casework.notifications.actions.take import reader_for
from mash.casework.notifications.columns import Columns
from mash.casework.notifications.days import LONDON
from mash.casework.notifications.errors import WrongColumnsError
from mash.casework.notifications.models import Batch, Source, Upload
from mash.casework.notifications.permissions import RECONCILE, SEND, may_send
from mash.casework.notifications.rules import Notification, Reading
from mash.casework.notifications.uploads import Preview
from mash.foundation.adapters.storage import StorageError
from mash.foundation.kernel import Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.notifications.forms import ROLE_WORDS, MappingForm, UploadForm, whole
from mash.interfaces.web.notifications.views.sources import found as source_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.people.feeds.errors import UnreadableFileError

_LONG: Final = 120
_READABLE: Final = frozenset({"clean", "unscanned"})


@page("permission", SEND, methods=["GET", "POST"])
def upload(request: HttpRequest, source: str) -> HttpResponse:
    """Hand a file over; nothing of it is taken in until its columns are named."""
    one = source_of(source)
    if not may_send(request.actor, one):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _hand_over(request, one, form.cleaned_data)
        if isinstance(made, Upload):
            return redirect("notifications:file", upload=made.public_id)
        form.add_error("file", made.sentence)
    return render(request, "notifications/upload.jinja", {"form": form, "source": one})


def _hand_over(request: HttpRequest, source: Source, said: dict[str, Any]) -> Upload | Refused:
    sent = said["file"]
    name = sent.name or ""
    with tempfile.NamedTemporaryFile(prefix="mash-notifications-") as spool:
        for piece in sent.chunks():
            spool.write(piece)
        spool.flush()
        path = Path(spool.name)
        try:
            table, declared = uploads.look(path, name)
        except UnreadableFileError as error:
            return Refused(f"notifications:{error.code}", error.sentence)
        try:
            return actions.hand_over(
                by=request.actor,
                at=request.at,
                source=source,
                data=path.read_bytes(),
                name=name,
                table=table,
                declared=declared if said["declared"] is None else said["declared"],
            )
        except StorageError:
            return Refused("notifications:not-kept", _("The file could not be kept just now. Try again."))


def _upload(public_id: str) -> Upload:
    found = queries.get_upload(public_id)
    if found is None:
        raise Http404
    return found


def _looked(request: HttpRequest, found: Upload) -> None:
    append(
        events.UPLOAD_VIEWED,
        by=request.actor,
        at=request.at,
        about=[found.source.ref, found.ref],
        payload={"source": found.source.key, "upload": found.public_id},
    )


@page("permission", RECONCILE, methods=["GET", "POST"])
def file(request: HttpRequest, upload: str) -> HttpResponse:
    """Where a file stands: being checked, waiting for its columns, being taken in, or done, with what became of it."""
    found = _upload(upload)
    sends = bool(may_send(request.actor, found.source))
    refused: Refused | None = None
    if request.method == "POST":
        if not sends:
            raise Http404
        done = (
            actions.give_up(
                by=request.actor,
                at=request.at,
                upload=found,
                version=whole(request.POST.get("version")),
            )
            if request.POST.get("do") == "give-up"
            else Refused("notifications:choose", _("Choose what to do with the file."))
        )
        if not isinstance(done, Refused):
            return redirect("notifications:file", upload=upload)
        refused = done
    _looked(request, found)
    state = scanned(found)
    batch = (
        found.batch
        or Batch.objects.filter(source=found.source_id, way="file", sha256=found.sha256)
        .exclude(state=Batch.State.FAILED)
        .first()
    )
    total = queries.reconcile([batch]) if batch is not None else None
    return render(
        request,
        "notifications/file.jinja",
        {
            "upload": found,
            "refused": refused,
            "scanned": state,
            "sends": sends,
            "facts": _facts(found),
            "total": total,
            "day": reverse(
                "notifications:day",
                args=[found.source.key, batch.at.astimezone(LONDON).date().isoformat()],
            )
            if batch is not None
            else "",
        },
    )


def _facts(found: Upload) -> list[dict[str, object]]:
    return [
        {"key": _("Source"), "value": found.source.title},
        {"key": _("Handed over"), "value": f"{found.by_name}, {uk_datetime(found.at)}"},
        {"key": _("Columns"), "value": str(len(found.header))},
        {
            "key": _("The force says that it holds"),
            "value": "" if found.declared is None else str(found.declared),
        },
        {"key": _("State"), "value": found.get_state_display()},
    ]


@page("permission", SEND, methods=["GET", "POST"])
def columns(request: HttpRequest, upload: str) -> HttpResponse:
    """What each column is, with the first rows as they would be read; saved with the source when the file is let in."""
    found = _upload(upload)
    if not may_send(request.actor, found.source):
        raise Http404
    if found.state != Upload.State.MAPPING or scanned(found) not in _READABLE:
        return redirect("notifications:file", upload=upload)
    try:
        with file_of(found) as path:
            return _columns(request, found, path)
    except (UnreadableFileError, StorageError):
        raise Http404 from None


def _columns(request: HttpRequest, found: Upload, path: Path) -> HttpResponse:
    table, _declared = uploads.look(path, found.file_name)
    known = (
        Columns.of_json(found.mapping) if found.mapping else queries.columns_of(found.source, table.header)
    )
    form = MappingForm(
        request.POST or None,
        header=table.header,
        examples=uploads.examples(table),
        columns=known,
        initial={"version": str(found.version)},
    )
    form.ask_roles(uploads.unknown_roles(table, form.chosen()))
    do = request.POST.get("do", "")
    if request.method == "POST" and form.is_valid() and do == "take":
        try:
            done = actions.map_columns(
                by=request.actor,
                at=request.at,
                upload=found,
                mapping=form.mapping(),
                version=form.cleaned_data["version"],
            )
        except WrongColumnsError as error:
            done = Refused("notifications:columns", error.sentence)
        if not isinstance(done, Refused):
            return redirect("notifications:file", upload=found.public_id)
        form.add_error(None, done.sentence)
    _looked(request, found)
    reader = reader_for(form.chosen(), found.source, today=request.at.date())
    read = uploads.preview(table, reader)
    return render(
        request,
        "notifications/columns.jinja",
        {
            "form": form,
            "upload": found,
            "known": bool(found.mapping),
            "preview": read,
            "rows": [_row(number, one) for number, one in read.rows],
            "reasons": _reasons(read),
            "unmapped": [one for one in table.header if not form.chosen().columns.get(one)],
        },
    )


def _reasons(read: Preview) -> list[list[object]]:
    return [[column, problems.sentence(code), count] for code, column, count in read.reasons]


def _row(number: int, reading: Reading) -> list[object]:
    said = reading.said
    if said is None:
        return [number, reading.reference, "", "", problems.sentence(reading.code)]
    noted = "; ".join(
        f"{column}: {problems.sentence(code)}" if column else problems.sentence(code)
        for code, column in reading.noted
    )
    told = said.summary if len(said.summary) <= _LONG else f"{said.summary[:_LONG]}…"
    return [number, said.reference, told, _people(said), noted]


def _people(said: Notification) -> str:
    found = []
    for one in said.people:
        name = " ".join(str(one.said.get(part) or "") for part in ("given_name", "family_name")).strip()
        born = one.said.get("born")
        text = f"{ROLE_WORDS[one.role]}: {name or one.said.get('description') or _('not named')}"
        found.append(f"{text}, {born}" if born else text)
    return "; ".join(found)
