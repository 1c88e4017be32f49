"""Lists of people that agencies supply: agreed, uploaded, their columns named, checked and let in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.lists import presenters
from mash.interfaces.web.lists.forms import AgreeForm, ColumnsForm, UploadForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.people.feeds import actions, events, queries, report
from mash.registers.people.feeds.actions.begin import verdict_on_deletions
from mash.registers.people.feeds.actions.bytes import file_of, keep_file
from mash.registers.people.feeds.errors import UnreadableFileError
from mash.registers.people.feeds.mapping import ColumnMapping
from mash.registers.people.feeds.models import Feed, Run
from mash.registers.people.feeds.permissions import may_import
from mash.registers.people.feeds.reading import open_table
from mash.registers.people.feeds.work import sha256_of

EXAMPLES: Final = 3
SAMPLE: Final = 500


@page("permission", "feeds:feed:view")
def every(request: HttpRequest) -> HttpResponse:
    """The lists that are agreed or have ended, each with its latest import."""
    return render(
        request,
        "lists/lists.jinja",
        {
            "rows": [presenters.feed_row(one, request.at) for one in queries.feeds()],
            "imports": bool(may(request.actor, "feeds:feed:import")),
            "agrees": bool(may(request.actor, "feeds:feed:approve")),
        },
    )


@page("permission", "feeds:feed:approve", methods=["GET", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    """Record that an agency may supply people without an event at the hub, and on what grounds."""
    near = Agency.objects.filter(hubs__key=request.actor.hub)
    form = AgreeForm(
        request.POST or None, agencies=list(near.values_list("key", "name")), today=request.at.date()
    )
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "agency": near.get(key=form.cleaned_data["agency"])}
        made = actions.record_feed(by=request.actor, at=request.at, **said)
        if not isinstance(made, Refused):
            return redirect("lists:feed", feed=made.public_id)
        form.add_error(None, made.sentence)
    return render(request, "lists/agree.jinja", {"form": form})


@page("permission", "feeds:feed:view", methods=["GET", "POST"])
def feed(request: HttpRequest, feed: str) -> HttpResponse:
    """One list: its grounds, and what came in by it."""
    found = queries.feeds().filter(public_id=feed).first()
    if found is None:
        raise Http404
    refused: Refused | None = None
    if request.method == "POST" and request.POST.get("do") == "end":
        ended = actions.end_feed(by=request.actor, at=request.at, feed=found)
        if not isinstance(ended, Refused):
            return redirect("lists:feed", feed=feed)
        refused = ended
    return render(
        request,
        "lists/feed.jinja",
        {
            "feed": found,
            "facts": presenters.facts_of(found),
            "runs": [presenters.run_row(one) for one in queries.runs_of(found)[: queries.SHOWN]],
            "agrees": bool(may(request.actor, "feeds:feed:approve")) and found.in_force(request.at),
            "refused": refused,
        },
    )


@page("permission", "feeds:feed:import", methods=["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A file comes in and waits for its columns to be named."""
    feeds, agencies = _importable(request)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        feeds=[
            *((one.public_id, f"{one.agency}: {one}") for one in feeds.values()),
            *presenters.hub_choices(agencies),
        ],
    )
    if request.method == "POST" and form.is_valid():
        found = _begin(request, form.cleaned_data, feeds, agencies)
        if isinstance(found, Run):
            return redirect("lists:columns", run=found.public_id)
        form.add_error("file", found.sentence)
    return render(request, "lists/upload.jinja", {"form": form})


def _importable(request: HttpRequest) -> tuple[dict[str, Feed], dict[str, Agency]]:
    """The feeds and the agencies that the actor imports for."""
    by = request.actor
    mine = (
        Agency.objects.filter(key=by.agency)
        if by.role == "researcher"
        else Agency.objects.filter(hubs__key=by.hub)
    )
    agencies = {one.key: one for one in mine}
    agreed = queries.in_force(request.at).filter(scope="wider", agency__in=agencies.values())
    return {one.public_id: one for one in agreed}, agencies


def _begin(
    request: HttpRequest, said: dict[str, Any], feeds: dict[str, Feed], agencies: dict[str, Agency]
) -> Run | Refused:
    by, at = request.actor, request.at
    feed: Feed | Refused
    if said["feed"].startswith(presenters.HUB):
        feed = actions.hub_feed(by=by, at=at, agency=agencies[said["feed"].removeprefix(presenters.HUB)])
    else:
        feed = feeds[said["feed"]]
    if isinstance(feed, Refused):
        return feed
    upload = said["file"]
    with tempfile.NamedTemporaryFile(prefix="mash-feed-") as spool:
        for piece in upload.chunks():
            spool.write(piece)
        spool.flush()
        path = Path(spool.name)
        try:
            table = open_table(path)
        except UnreadableFileError as error:
            return Refused(f"feeds:{error.code}", error.sentence)
        kept = keep_file(by=by, at=at, feed=feed, name=upload.name or "", chunks=_pieces(path))
        return actions.begin(
            by=by,
            at=at,
            feed=feed,
            mode=said["mode"],
            file_name=kept.name,
            sha256=sha256_of(path),
            header=table.header,
            about=table.about,
            file=kept.public_id,
        )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(64 * 1024):
            yield piece


@contextmanager
def _importing(request: HttpRequest, run_id: str) -> Iterator[Run]:
    """The run, if the actor may import into its feed; else it does not exist for them."""
    found = queries.get_run(run_id)
    if found is None or not may_import(request.actor, found.feed.agency):
        raise Http404
    yield found


@page("permission", "feeds:feed:import", methods=["GET", "POST"])
def columns(request: HttpRequest, run: str) -> HttpResponse:
    """Which column is which, guessed from the headings, with what stands in the first rows."""
    with _importing(request, run) as found:
        if found.state not in {Run.State.MAPPING, Run.State.COMPARED} or not found.file:
            return redirect("lists:run", run=run)
        with file_of(found) as path:
            table = open_table(path)
            sample = list(islice(table.rows(0), SAMPLE))
        mapping = (
            ColumnMapping.of_json(found.mapping)
            if found.mapping
            else ColumnMapping.guessed(table.header, sample)
        )
        guessed = {
            f"column_{place}": mapping.columns.get(name, "") for place, name in enumerate(table.header)
        }
        form = ColumnsForm(
            request.POST or None,
            header=table.header,
            examples=[row.cells for row in sample if not row.fault][:EXAMPLES],
            run=found,
            initial={**guessed, "dates": mapping.dates, "mode": found.mode},
        )
        if request.method == "POST" and form.is_valid():
            named = actions.name_columns(
                by=request.actor,
                at=request.at,
                run=found,
                mapping=form.mapping,
                mode=form.cleaned_data["mode"],
            )
            if not isinstance(named, Refused):
                return redirect("lists:run", run=run)
            form.add_error(None, named.sentence)
        _looked(request, found)
        return render(request, "lists/columns.jinja", {"form": form, "run": found})


@page("permission", "feeds:feed:view", methods=["GET", "POST"])
def run(request: HttpRequest, run: str) -> HttpResponse:
    """An import: what it would change or has changed, and what was odd, row by row."""
    found = queries.get_run(run)
    if found is None:
        raise Http404
    imports = bool(may_import(request.actor, found.feed.agency))
    refused: Refused | None = None
    if request.method == "POST":
        if not imports:
            raise Http404
        done = _step(request, found)
        if not isinstance(done, Refused):
            return redirect("lists:run", run=run)
        refused = done
    _looked(request, found)
    problems = list(islice(queries.problems_of(found, aside=True), queries.SHOWN)) if imports else []
    odd = list(islice(queries.problems_of(found, aside=False), queries.SHOWN)) if imports else []
    deletions = verdict_on_deletions(found) if found.state == Run.State.COMPARED else None
    return render(
        request,
        "lists/run.jinja",
        {
            "run": found,
            "facts": presenters.facts_of_run(found),
            "counted": presenters.counted(queries.counted_problems(found)) if imports else [],
            "aside": [presenters.problem_row(one) for one in problems],
            "odd": [presenters.problem_row(one) for one in odd],
            "shown": queries.SHOWN,
            "imports": imports,
            "refused": refused,
            "alarm": deletions.sentence if isinstance(deletions, Refused) else "",
        },
    )


def _step(request: HttpRequest, found: Run) -> Run | Refused:
    by, at, do = request.actor, request.at, request.POST.get("do", "")
    if do == "give-up":
        return actions.abandon(by=by, at=at, run=found)
    if do == "confirm":
        confirmed = actions.confirm(by=by, at=at, run=found)
        return actions.go(by=by, at=at, run=confirmed) if isinstance(confirmed, Run) else confirmed
    if do == "go":
        return actions.go(by=by, at=at, run=found)
    return Refused("feeds:not-now", _("Choose what to do with the file."))


@page("permission", "feeds:feed:import")
def as_csv(request: HttpRequest, run: str) -> HttpResponse:
    """The report of an import, as a file for the person who corrects the list."""
    with _importing(request, run) as found:
        _looked(request, found)
        response = HttpResponse(
            "\ufeff" + "".join(report.as_csv(queries.problems_of(found))),
            content_type="text/csv; charset=utf-8",
        )
        response["Content-Disposition"] = f'attachment; filename="import-{found.public_id}.csv"'
        return response


def _looked(request: HttpRequest, found: Run) -> None:
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[found.feed.ref, found.ref],
        payload={"feed": found.feed.public_id, "run": found.public_id},
    )
