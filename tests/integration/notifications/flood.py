"""A flood of notifications with all that is planted in it, by file and by API, cut off again and again; and what must hold after."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.notifications.conftest import HEADING, Force, notification, write_csv

from mash.casework.cases.models import Case
from mash.casework.intake.models import Contact
from mash.casework.notifications.models import Row, Sent
from mash.casework.notifications.permissions import CONSOLE
from mash.cli.environment import OFFLINE
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service

FIELDS = {
    "PPN reference": "reference", "Incident number": "incident", "Grade": "grade", "Circumstances": "summary",
    "Child 1 forename": "given_name", "Child 1 surname": "family_name", "Child 1 DOB": "date_of_birth",
}  # fmt: skip
_HARM = (
    '=HYPERLINK("http://x.example.org","open")', "@SUM(1+1)*cmd|' /C calc'!A0", "<script>alert(1)</script>",
    "'; DROP TABLE intake_contact; --", "{{7*7}}${7*7}", 'line one\nline two\r\n"quoted", and, commas',
    "\u202egnirts\u202c", "e\u0301".join("abc"), "a\x00b", "\U0001f9d2" * 50,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """One row as a file has it, what must become of it, and the words by which its contact is known; "" where none comes."""

    cells: list[str]
    state: str
    code: str
    told: str = ""


def planted(many: int, *, seed: int) -> list[Planted]:
    """So many rows in their order; a quarter of them is no ordinary first notification."""
    chance = random.Random(seed)
    found: list[Planted] = []
    firsts: list[int] = []
    for number in range(many):
        pick = chance.random()
        if not firsts or pick < 0.75:
            firsts.append(number)
            found.append(_kept(number))
        elif pick < 0.82:
            # An earlier one once more, word for word.
            found.append(Planted(_kept(chance.choice(firsts)).cells, "duplicate", ""))
        elif pick < 0.88:
            # An earlier one in other words.
            told = f"(call {number}, corrected)"
            found.append(
                Planted(notification(chance.choice(firsts), Circumstances=told), "received", "", told)
            )
        elif pick < 0.94:
            told = f"(call {number}, with harm)"
            harm = _HARM[number % len(_HARM)]
            odd = notification(number, Circumstances=f"{told} {harm}", **{"Child 1 forename": harm})
            found.append(Planted(odd, "received", "", told))
        else:
            found.append(_out(number))
    return found


def _kept(number: int) -> Planted:
    return Planted(notification(number), "received", "", f"(call {number})")


def _out(number: int) -> Planted:
    """One that must not become a contact, and why."""
    kinds: list[tuple[list[str], str]] = [
        (notification(number, **{"PPN reference": "  "}), "no-reference"),
        (notification(number, **{"PPN reference": f"P{number}" + "9" * 60}), "long-reference"),
        (notification(number)[:-3], "columns"),
        (notification(number, Circumstances=f"{number} " + "x" * 20_000), "long-summary"),
        ([f"PPN-{number:06}", *[""] * (len(HEADING) - 1)], "nothing-said"),
    ]
    cells, code = kinds[number % len(kinds)]
    return Planted(cells, "rejected", code)


def by_file(force: Force, folder: Path, dsn: str, *, many: int, kills: int, seed: int) -> None:
    """`mash intake import`, killed as it works; then to its end; then again under another name, for nothing."""
    rows = planted(many, seed=seed)
    path = write_csv(folder / "ppn.csv", [one.cells for one in rows])
    chance = random.Random(seed)
    killed = 0
    while killed < kills:
        process = _importing(path, folder, dsn)
        _until_it_works(process, chance.random() * 2)
        if process.poll() is None:
            process.kill()
            killed += 1
        process.communicate(timeout=600)
        if _settled() == many:
            break
    assert killed, "nothing was cut off"
    process = _importing(path, folder, dsn)
    out, err = process.communicate(timeout=3_600)
    assert err == ""
    holds(force, rows, json.loads(out))
    entries = _entries()
    again = write_csv(folder / "again.csv", [one.cells for one in reversed(rows)])
    out, _err = _importing(again, folder, dsn).communicate(timeout=3_600)
    said = json.loads(out)
    rejected = sum(one.state == "rejected" for one in rows)
    assert (said["received"], said["duplicates"], said["rejected"]) == (0, many - rejected, rejected)
    assert said["adds_up"]
    contacts = sum(one.state == "received" for one in rows)
    with acting(CONSOLE, now()), as_service("intake"):
        assert Contact.objects.count() == contacts
    assert _entries()["notifications:row:received"] == entries["notifications:row:received"] == contacts


def items(rows: list[Planted], *, size: int) -> Iterator[list[Any]]:
    """The same rows as calls of so many notifications; a row that lacks cells is no object at all."""
    for first in range(0, len(rows), size):
        yield [_item(one) for one in rows[first : first + size]]


def _item(one: Planted) -> Any:
    if len(one.cells) < len(HEADING):
        return ["not", "an", "object"]
    said = dict(zip(HEADING, one.cells, strict=True))
    top = {FIELDS[name]: said[name] for name in list(FIELDS)[:4]}
    child = {FIELDS[name]: said[name] for name in list(FIELDS)[4:] if said[name]}
    return {**top, "people": [child] if child else []}


def by_api(
    force: Force,
    send: Callable[[list[Any], str], Any],
    at_once: Callable[..., list[Any]],
    take: Callable[[], int],
    *,
    many: int,
    size: int,
    seed: int,
) -> None:
    """Every call sent twice at one moment, taken in by two workers at once, and sent again in the end for the same answer."""
    rows = planted(many, seed=seed)
    calls = list(items(rows, size=size))
    for number, call in enumerate(calls):
        one, other = at_once(2, lambda _place, call=call, number=number: send(call, f"call-{number:06}"))
        assert (one["batch"], one["sum"]["sent"]) == (other["batch"], other["sum"]["sent"])
    while sum(at_once(2, lambda _place: take())):
        pass
    entries = _entries()
    sums: Counter[str] = Counter()
    for number, call in enumerate(calls):
        answer = send(call, f"call-{number:06}")
        assert answer["sum"]["adds_up"]
        sums.update(
            {name: answer["sum"][name] for name in ("sent", "received", "duplicates", "rejected", "waiting")}
        )
    # What is no object has no reference, and can be told from nothing.
    said = [
        Planted(one.cells, one.state, "no-reference" if one.code == "columns" else one.code, one.told)
        for one in rows
    ]
    holds(force, said, dict(sums) | {"adds_up": True}, whole=False)
    assert _entries() == entries


def holds(force: Force, rows: list[Planted], said: dict[str, Any], *, whole: bool = True) -> None:
    """Every row is accounted for, as it was planted, and what it says stands on one contact with one case."""
    expected = Counter(one.state for one in rows)
    assert said["sent"] == len(rows)
    assert (said["received"], said["duplicates"], said["rejected"], said["waiting"]) == (
        expected["received"],
        expected["duplicate"],
        expected["rejected"],
        0,
    )
    assert said["adds_up"]
    with acting(CONSOLE, now()), as_service("notifications"):
        became = list(Row.objects.order_by("batch_id", "number").values_list("state", "code"))
    assert became == [(one.state, one.code) for one in rows]
    with acting(force.world.actor("screener"), now()):
        kept = list(Sent.objects.filter(row__state="rejected").values_list("cells", flat=True))
        worries = list(Contact.objects.values_list("worry", flat=True))
        assert Case.objects.count() == len(worries) == expected["received"]
    # Of those that were refused every word is there to be put right.
    out = [one for one in rows if one.state == "rejected"]
    assert len(kept) == len(out)
    if whole:
        long = [one for one in out if one.code == "long-summary"]
        assert all(any(one.cells[3][:40] in str(cells) for cells in kept) for one in long)
    for one in rows:
        if one.told:
            assert sum(one.told in worry for worry in worries) == 1, one.told


def _importing(path: Path, folder: Path, dsn: str) -> subprocess.Popen[str]:
    environment = OFFLINE | {
        **{name: value for name, value in os.environ.items() if name not in OFFLINE},
        "MASH_DATABASE_URL": dsn,
        "MASH_STATE": str(folder / "state"),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "mash.cli", "intake", "import", path, "--source", "county-ppn", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _until_it_works(process: subprocess.Popen[str], more: float) -> None:
    """Wait until it has stored or settled something, and a little longer."""
    before = _progress()
    while process.poll() is None and _progress() == before:
        time.sleep(0.1)
    time.sleep(more)


def _progress() -> tuple[int, int]:
    with acting(CONSOLE, now()), as_service("notifications"):
        return Row.objects.count(), Row.objects.exclude(state="waiting").count()


def _settled() -> int:
    return _progress()[1]


def _entries() -> Counter[str]:
    with acting(CONSOLE, now()), as_service("sequencer"):
        return Counter(
            Entry.objects.filter(event__startswith="notifications:row").values_list("event", flat=True)
        )
