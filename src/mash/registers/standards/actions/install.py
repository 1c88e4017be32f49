"""Installing standards and code lists from readable documents.

A document is a mapping as `tomllib` reads it; `data/` holds the ones that ship and shows the form.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mash.foundation.kernel import Ref
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append
from mash.registers.clocks.versions import touch
from mash.registers.directory.actions import install_words
from mash.registers.standards import floors
from mash.registers.standards.documents import LINES, read_codes, read_standard
from mash.registers.standards.errors import DocumentError
from mash.registers.standards.events import CODES_INSTALLED, STANDARD_COMPLETED, STANDARD_INSTALLED
from mash.registers.standards.models import (
    Code,
    CodeList,
    DecisionRole,
    MinimumContent,
    PracticeStandard,
    Quorum,
    Timescale,
)
from mash.registers.standards.queries import REGISTER, floors_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from mash.foundation.kernel import Actor
    from mash.registers.standards.documents import CodeListParts, StandardParts

DATA = Path(__file__).parents[1] / "data"


def install_defaults(*, by: Actor, at: datetime) -> None:
    """Install every document that ships; what is there already is left as it is."""
    for path in sorted((DATA / "codes").glob("*.toml")):
        load_codes(tomllib.loads(path.read_text("utf-8")), by=by, at=at)
    for path in sorted(DATA.glob("*.toml")):
        load_standard(tomllib.loads(path.read_text("utf-8")), by=by, at=at)
    install_words(by=by, at=at)


@transaction.atomic
def install_missing(*, by: Actor, at: datetime) -> None:
    """Install what ships and was never there; what a county has is its own, however it differs from what ships.

    A list of codes that is there learns codes that it never had, from the day of `at`. A standard is installed where its
    population and hub have none; a shipped version that an earlier release installed learns the steps and the
    meetings of which it says nothing, which until then take what the code takes for silence. Done again it does nothing.
    """
    day = at.astimezone(LONDON).date()
    for path in sorted((DATA / "codes").glob("*.toml")):
        document = tomllib.loads(path.read_text("utf-8"))
        known = set(CodeList.objects.values_list("key", flat=True))
        new = [one for one in document["list"] if one["key"] not in known]
        if new:
            load_codes({**document, "list": new}, by=by, at=at)
        for each in read_codes(document):
            if each.key in known:
                _learn_codes(each, max(day, each.valid_from), by=by, at=at)
    for path in sorted(DATA.glob("*.toml")):
        document = tomllib.loads(path.read_text("utf-8"))
        head = read_standard(document).head
        held = PracticeStandard.objects.filter(population=head["population"], hub=head["hub"])
        if not held.exists():
            load_standard(document, by=by, at=at)
        elif (same := held.filter(key=head["key"], version=head["version"]).first()) is not None:
            _learn_steps(same, document, by=by, at=at)
    install_words(by=by, at=at)


def _learn_codes(shipped: CodeListParts, day: date, *, by: Actor, at: datetime) -> None:
    code_list = CodeList.objects.get(key=shipped.key)
    ever = set(Code.objects.filter(list=code_list).values_list("code", flat=True))
    new = [Code(list=code_list, valid_from=day, **each) for each in shipped.codes if each["code"] not in ever]
    if not new:
        return
    Code.objects.bulk_create(new)
    touch(REGISTER)
    payload = {"list": shipped.key, "added": len(new), "ended": 0}
    append(CODES_INSTALLED, by=by, at=at, about=[Ref("code-list", shipped.key)], payload=payload)


def _learn_steps(standard: PracticeStandard, document: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    shipped = read_standard(document)
    known = set(standard.timescales.values_list("step", flat=True))
    meetings = set(standard.quorums.values_list("kind", flat=True))
    new = [each for each in shipped.timescales if each["step"] not in known]
    more = [each for each in shipped.quorums if each["kind"] not in meetings]
    if not new and not more:
        return
    Timescale.objects.bulk_create(Timescale(standard=standard, **each) for each in new)
    Quorum.objects.bulk_create(Quorum(standard=standard, **each) for each in more)
    touch(REGISTER)
    append(
        STANDARD_COMPLETED,
        by=by,
        at=at,
        about=[Ref("standard", standard.key)],
        payload={"standard": standard.key, "version": standard.version, "steps": len(new) + len(more)},
    )


@transaction.atomic
def load_standard(
    document: Mapping[str, Any], *, by: Actor, at: datetime, whole: bool = False
) -> PracticeStandard:
    """Install one version of a practice standard.

    A version is never changed: installing it again does nothing, whatever the document says by then. When it
    is in force, the version of that population and hub that was in force ends on the day this one begins.
    Raises DocumentError for a document that cannot be, that says what no standard may (or, with `whole`, leaves out what
    each has to say), or that begins before the present version does.
    """
    parts = read_standard(document)
    head = parts.head
    found = PracticeStandard.objects.filter(key=head["key"], version=head["version"]).first()
    if found is not None:
        return found
    _within_floors(parts, at=at, whole=whole)
    if head["state"] == PracticeStandard.State.IN_FORCE:
        end_present(head["population"], head["hub"], head["valid_from"])
    standard = PracticeStandard.objects.create(**head, installed_at=at, installed_by=str(by))
    Timescale.objects.bulk_create(Timescale(standard=standard, **each) for each in parts.timescales)
    MinimumContent.objects.bulk_create(MinimumContent(standard=standard, **each) for each in parts.minimums)
    DecisionRole.objects.bulk_create(DecisionRole(standard=standard, **each) for each in parts.decision_roles)
    Quorum.objects.bulk_create(Quorum(standard=standard, **each) for each in parts.quorums)
    touch(REGISTER)
    append(
        STANDARD_INSTALLED,
        by=by,
        at=at,
        about=[Ref("standard", standard.key)],
        payload={"standard": standard.key, "version": standard.version},
    )
    return standard


def _within_floors(parts: StandardParts, *, at: datetime, whole: bool) -> None:
    rows = {
        "timescale": parts.timescales,
        "minimum": parts.minimums,
        "decision_role": parts.decision_roles,
        "quorum": parts.quorums,
    }
    lines = {
        part: {tuple(str(row[name]) for name in LINES[part]): row for row in found}
        for part, found in rows.items()
    }
    population = str(parts.head["population"])
    found = [
        f"{part} {' '.join(one or 'any' for one in key)}: {fault.sentence}"
        for part, key, fault in floors.faults(lines, population, floors_for(population, at=at), whole=whole)
    ]
    if found:
        raise DocumentError("; ".join(found))


@transaction.atomic
def load_codes(document: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Install the code lists of a document.

    A code that is new is added, one that reads differently ends on the document's day and begins anew, and
    one that the document no longer has ends that day. Nothing is deleted. Raises DocumentError.
    """
    changed = False
    for each in read_codes(document):
        code_list, _ = CodeList.objects.update_or_create(
            key=each.key, defaults={"title": each.title, "source": each.source}
        )
        added, ended = _change_codes(code_list, each.codes, each.valid_from)
        if added or ended:
            changed = True
            append(
                CODES_INSTALLED,
                by=by,
                at=at,
                about=[Ref("code-list", each.key)],
                payload={"list": each.key, "added": added, "ended": ended},
            )
    if changed:
        touch(REGISTER)


def end_present(population: str, hub: str, day: date) -> PracticeStandard | None:
    """End the version of that population and hub that is in force on the day `day`. Raises DocumentError where it begins no earlier."""
    in_force = PracticeStandard.objects.filter(
        population=population, hub=hub, state=PracticeStandard.State.IN_FORCE, valid_to=None
    )
    present = in_force.select_for_update().first()
    if present is None:
        return None
    if present.valid_from >= day:
        raise DocumentError(f"{present} is in force from {present.valid_from}, which is not before {day}")
    present.valid_to = day
    present.save(update_fields=["valid_to"])
    return present


def _change_codes(code_list: CodeList, wanted: list[dict[str, Any]], day: date) -> tuple[int, int]:
    """Bring the open rows of a list to what is wanted from `day` on; returns how many began and ended."""
    open_rows = {row.code: row for row in Code.objects.filter(list=code_list, valid_to=None)}
    if any(row.valid_from > day for row in open_rows.values()):
        return 0, 0  # an older document, installed again over a newer one, says nothing
    begins = []
    for each in wanted:
        row = open_rows.get(each["code"])
        if row is not None and all(getattr(row, name) == value for name, value in each.items()):
            del open_rows[each["code"]]
        else:
            begins.append(Code(list=code_list, valid_from=day, **each))
    for row in open_rows.values():
        if row.valid_from == day:
            raise DocumentError(f"{code_list.key} {row.code} reads differently on the day it began, {day}")
        row.valid_to = day
        row.save(update_fields=["valid_to"])
    Code.objects.bulk_create(begins)
    return len(begins), len(open_rows)
