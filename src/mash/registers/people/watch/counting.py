"""Count what records are like and what became of them: numbers only, no value that is of a few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from mash.registers.people.matching.bias import Labels, looks, trait_of_pairs, traits
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.table import FIELDS as COMPARED
from mash.registers.people.matching.table import Rows, Vocabularies, encode
from mash.registers.people.matching.words import values_of
from mash.registers.people.watch import rules
from mash.registers.people.watch.rules import Counted

FIELDS: Final[Mapping[str, str]] = {
    "given": "given",
    "family": "family",
    "born": "year",
    "sex": "sex",
    "place": "postcode",
    "phone": "phone",
    "nhs_number": "nhs_number",
    "upn": "upn",
    "email": "email",
}
"""Fields as the model calls them, and the column that says whether a row has it."""
GROUPS: Final = 5
"""Common names are told in groups of about a fifth of the records each, the most common first, and all others as one."""
COMMON: Final = 30
"""Records from which a name is common. Of rarer ones too many were met by luck: in two draws of 8,000 persons of one
county the index of family names is .32 where a name counts from two records on, .015 from ten, and less than .001 from 30.
"""
BATCH: Final = 20_000


class Judged(NamedTuple):
    """One pair of record numbers that people judged, and the probability that a model gives it."""

    a: int
    b: int
    same: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Material:
    """Records as they are compared, in one order: their numbers, what each is, and where it came from."""

    numbers: npt.NDArray[np.int64]
    rows: Rows
    looks: Mapping[str, Labels]
    sources: Labels
    contacts: npt.NDArray[np.bool_]
    new: npt.NDArray[np.bool_]

    def places(self, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Where these numbers stand; -1 for those that do not."""
        found = np.searchsorted(self.numbers, numbers)
        inside = np.minimum(found, max(len(self.numbers) - 1, 0))
        known = self.numbers[inside] == numbers if len(self.numbers) else np.zeros(len(numbers), bool)
        return np.where(known, inside, -1)


def material(records: Any, words: Vocabularies, *, since: datetime) -> Material:
    """Read records (a queryset), in the order of their numbers; those that came in at or after `since` are new."""
    parts: list[tuple[Any, ...]] = []
    for some in _batches(records):
        said = [values_of(one[1]) for one in some]
        columns = {field: [each.get(field, "") for each in said] for field in COMPARED}
        parts.append(
            (
                np.array([one[0] for one in some], np.int64),
                encode(columns, words),
                looks(columns),
                np.array([one[2] for one in some], np.str_),
                np.array([not one[3] for one in some], np.bool_),
                np.array([one[4] >= since for one in some], np.bool_),
            )
        )
    if not parts:
        nothing = np.zeros(0, np.str_)
        return Material(
            np.zeros(0, np.int64), encode({}, words), {}, nothing, np.zeros(0, bool), np.zeros(0, bool)
        )
    numbers, rows, seen, sources, contacts, new = zip(*parts, strict=True)
    return Material(
        np.concatenate(numbers),
        np.concatenate(rows),
        {trait: np.concatenate([one[trait] for one in seen]) for trait in seen[0]},
        np.concatenate(sources),
        np.concatenate(contacts),
        np.concatenate(new),
    )


def _batches(records: Any) -> Iterator[list[tuple[Any, ...]]]:
    some: list[tuple[Any, ...]] = []
    asked = records.order_by("pk").values_list("pk", "said", "agency", "key", "received_at")
    for one in asked.iterator(chunk_size=BATCH):
        some.append(one)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some


def count(
    found: Material,
    words: Vocabularies,
    model: Model,
    likeliest: npt.NDArray[np.float64],
    judged: Sequence[Judged],
) -> Counted:
    """`likeliest` is, for each record, how likely it is one person with the record that it is most like; 0 for none."""
    fate = np.select(
        [likeliest >= model.automatic, likeliest >= model.review], ["linked", "uncertain"], "alone"
    )
    values = _values(found, words, model)
    everything = np.ones(len(found.numbers), bool)
    return {
        "all": _counts(found, everything, values, fate, likeliest),
        "new": _counts(found, found.new, values, fate, likeliest),
        "groups": _groups(found, fate),
        "judged": _judgments(found, judged),
    }


def frozen(model: Model) -> dict[str, dict[str, float]]:
    """What the model knows of values, as counts by the values that `count` tells: first and family names, and decades."""
    found = {}
    for field in ("given", "family"):
        rates = model.names[field]
        shares: dict[str, float] = {}
        for word, group in _bands(model, field).items():
            shares[group] = shares.get(group, 0.0) + rates[word]
        shares[_RARE] = max(1.0 - sum(shares.values()), 0.0)
        found[field] = {group: share * model.records for group, share in shares.items()}
    decades: dict[str, float] = {}
    for year, per_day in model.years.items():
        if year:
            decade = f"{int(year) // 10 * 10}"
            decades[decade] = decades.get(decade, 0.0) + per_day * 365.25 * model.records
    return {**found, "born": decades}


_RARE: Final = "0"


def _bands(model: Model, field: str) -> dict[str, str]:
    """Of each common name its group: "1" the most common, each about a fifth of the records."""
    rates = {word: rate for word, rate in model.names[field].items() if word}
    found, so_far = {}, 0.0
    for word in sorted(rates, key=lambda each: (-rates[each], each)):
        if rates[word] * model.records < COMMON:
            break
        found[word] = str(int(so_far * GROUPS) + 1)
        so_far += rates[word]
    return found


def _values(found: Material, words: Vocabularies, model: Model) -> dict[str, Labels]:
    """Of each record, the value of each field that is told; "" for none."""
    rows = found.rows
    names = {}
    for field in ("given", "family"):
        bands = _bands(model, field)
        table = np.array([bands.get(word, _RARE) for word in words.names.words], np.str_)
        names[field] = np.where(rows[field] > 0, table[rows[field]], "")
    whole = (rows["year"] > 0) & (rows["day"] > 0)
    return {
        **names,
        "born": np.where(whole, (rows["year"] // 10 * 10).astype(np.str_), ""),
        "sex": np.array(["", "female", "male"], np.str_)[rows["sex"]],
        "place": np.array(words.places.words, np.str_)[rows["outward"]],
        "source": np.where(found.contacts, "contacts", found.sources),
    }


def _counts(
    found: Material, which: Any, values: Mapping[str, Labels], fate: Labels, likeliest: Any
) -> dict[str, Any]:
    tenths = np.minimum((likeliest * 10).astype(int), 9)
    return {
        "records": int(which.sum()),
        "missing": {field: int((found.rows[column][which] == 0).sum()) for field, column in FIELDS.items()},
        "values": {field: _told(labels[which]) for field, labels in values.items()},
        "linking": _told(fate[which]),
        "likely": _told(tenths[which & (fate != "alone")].astype(np.str_)),
    }


def _told(labels: Labels) -> dict[str, int]:
    """How often each value is met, "" left out; what fewer than `rules.SMALL` say is counted together as "few"."""
    values, counts = np.unique(labels, return_counts=True)
    found: dict[str, int] = {}
    for value, many in zip(values.tolist(), counts.tolist(), strict=True):
        if value:
            name = value if many >= rules.SMALL or value in _CLOSED else "few"
            found[name] = found.get(name, 0) + many
    return found


_CLOSED: Final = frozenset({"linked", "uncertain", "alone", "female", "male", *map(str, range(10))})
"""Values of short closed lists, which tell of nobody however few they are."""


def _groups(found: Material, fate: Labels) -> dict[str, dict[str, dict[str, int]]]:
    linked, uncertain = fate == "linked", fate == "uncertain"
    told: dict[str, dict[str, dict[str, int]]] = {}
    for trait, labels in _traits(found).items():
        told[trait] = {}
        for value in np.unique(labels).tolist():
            mine = labels == value
            told[trait][value] = {
                "records": int(mine.sum()),
                "linked": int((mine & linked).sum()),
                "uncertain": int((mine & uncertain).sum()),
                "contacts": int((mine & found.contacts).sum()),
                "unknown": int((mine & found.contacts & (fate == "alone")).sum()),
            }
    return told


def _traits(found: Material) -> dict[str, Labels]:
    return {**traits(found.rows), **found.looks} if len(found.numbers) else {}


def _judgments(found: Material, judged: Sequence[Judged]) -> dict[str, Any]:
    given = np.array([one.probability for one in judged], np.float64)
    same = np.array([one.same for one in judged], np.bool_)
    tenth = np.minimum((given * 10).astype(int), 9)
    tenths = [
        {"from": each / 10, **_judgment(given[tenth == each], same[tenth == each])}
        for each in range(10)
        if (tenth == each).any()
    ]
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    pairs = np.array([(one.a, one.b) for one in judged], np.int64).reshape(-1, 2)
    places = np.stack([found.places(pairs[:, 0]), found.places(pairs[:, 1])], axis=1)
    known = (places >= 0).all(axis=1)
    for trait, labels in _traits(found).items() if known.any() else ():
        of = trait_of_pairs(labels, places[known].astype(np.int32), trait)
        groups[trait] = {
            value: _judgment(given[known][of == value], same[known][of == value])
            for value in np.unique(of).tolist()
        }
    return {"tenths": tenths, "groups": groups}


def _judgment(given: Any, same: Any) -> dict[str, Any]:
    return {"pairs": len(given), "same": int(same.sum()), "shown": round(float(given.mean()), 4)}
