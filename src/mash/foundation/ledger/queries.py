"""Reading the log: what the policies let the asker see, the latest first, by pages that do not shift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mash.foundation.kernel import Ref
from mash.foundation.ledger.events import REFUSED, declared
from mash.foundation.ledger.models import Entry, Mention
from mash.foundation.ledger.searching import Wanted, numbers

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with its sentence and everything it names."""

    entry: Entry
    sentence: str
    about: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the latest first; `older` is the number after which the next page begins, None on the last."""

    lines: list[Line]
    older: int | None


class _Blanks(dict[str, object]):
    """Keys that an entry does not have, shown as a blank to fill."""

    def __missing__(self, key: str) -> str:
        return "-"


@dataclass(frozen=True, slots=True)
class Presented:
    """An entry's sentence, and its payload as pairs of words."""

    sentence: str
    payload: list[tuple[str, str]] = field(default_factory=list)


def present(entry: Entry) -> Presented:
    """The entry in words; one of a kind that is no longer declared says its kind."""
    payload: Mapping[str, object] = entry.payload if isinstance(entry.payload, dict) else {}
    known = declared().get(entry.event)
    actor = entry.actor_name or entry.actor
    words = {key: _word(value) for key, value in payload.items()}
    sentence = (
        known.sentence.format_map(_Blanks({**words, "actor": actor})) if known else f"{actor}: {entry.event}"
    )
    return Presented(sentence, sorted(words.items()))


def _word(value: object) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def search(wanted: Wanted, *, before: int | None = None, limit: int = PAGE) -> Page:
    """One page of what is wanted, the latest first by the time at which it happened; `before` is the last page's last."""
    found = numbers(wanted, before=before, limit=limit + 1)
    shown = list(Entry.objects.filter(pk__in=found[:limit]).order_by("-at", "-pk"))
    about = _mentions(shown)
    lines = [Line(one, present(one).sentence, about.get(one.pk, ())) for one in shown]
    return Page(lines, shown[-1].pk if len(found) > limit else None)


def get_entry(number: int) -> Line | None:
    """One entry that the asker sees, with all that it names; None also when it is hidden."""
    entry = Entry.objects.filter(pk=number).first()
    if entry is None:
        return None
    return Line(entry, present(entry).sentence, _mentions([entry]).get(entry.pk, ()))


def refusals() -> Wanted:
    """What to look for to find everything that was refused."""
    return Wanted(event=REFUSED.name)


def _mentions(entries: Iterable[Entry]) -> dict[int, tuple[Ref, ...]]:
    rows = Mention.objects.filter(entry__in=[one.pk for one in entries]).values_list(
        "entry_id", "kind", "ref"
    )
    found: dict[int, list[Ref]] = {}
    for number, kind, ref in rows:
        found.setdefault(number, []).append(Ref(kind, ref))
    return {number: tuple(sorted(refs)) for number, refs in found.items()}
