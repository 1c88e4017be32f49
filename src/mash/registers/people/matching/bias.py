"""Whose records are found less often: errors by sex, age, how much is missing, and what a name looks like.

So that nobody's children are found less often unseen. Names of other origins are often rarer here, and written in more
ways: that is looked at (how common, in which letters, of how many words). Nobody's origin is guessed from a name: such
guesses are wrong for many, most of all for those whom this is to protect. Where a file says the origin, judge each part
of it by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mash.registers.people.matching.table import Rows

Labels = npt.NDArray[np.str_]
_ASKED = ("given", "family", "year", "street", "phone", "nhs_number")
COMMON = 0.001  # of the records have this family name


def by_group(
    rows: Rows, right: npt.NDArray[np.int32], missed: npt.NDArray[np.int32], wrong: npt.NDArray[np.int32]
) -> dict[str, dict[str, dict[str, Any]]]:
    """By trait and value: pairs of one person (`true_pairs`), the share found, and pairs `linked_wrongly`.

    `right`, `missed` and `wrong` are i4[pairs, 2]: linked and true, true alone, linked alone. A pair counts for the trait
    of its first record; for what is missing, of the record that says less.
    """
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for trait, labels in traits(rows).items():
        of = [trait_of_pairs(labels, pairs, trait) for pairs in (right, missed, wrong)]
        found[trait] = {
            str(value): _shares(*(int((some == value).sum()) for some in of))
            for value in np.unique(np.concatenate(of))
        }
    return found


def _shares(right: int, missed: int, wrong: int) -> dict[str, Any]:
    true = right + missed
    return {"true_pairs": true, "found": right / true if true else None, "linked_wrongly": wrong}


def trait_of_pairs(labels: Labels, pairs: npt.NDArray[np.int32], trait: str) -> Labels:
    """The trait of the first record of each pair; for what is missing, of the record that says less."""
    if trait == "missing":
        one, other = labels[pairs[:, 0]], labels[pairs[:, 1]]
        return np.where(one > other, one, other)  # "0" < "1" < "2" < "3 or more"
    return labels[pairs[:, 0]]


def traits(rows: Rows) -> dict[str, Labels]:
    """Of each row, a value of each trait that is told from what is compared."""
    years = rows["year"].astype(int)
    # A typing error can put a birth a century ahead: nearly all the others say when "now" is.
    age = (np.quantile(years[years > 0], 0.999) if (years > 0).any() else 0) - years
    missing = sum((rows[field] == 0).astype(int) for field in _ASKED)
    counts = np.bincount(rows["family"])
    share = counts[rows["family"]] / max(len(rows), 1)
    return {
        "sex": np.array(["not known", "female", "male"])[rows["sex"]],
        "age": np.select([years == 0, age < 18, age < 65], ["not known", "child", "adult"], "older adult"),
        "missing": np.array(["0", "1", "2", "3 or more"])[np.minimum(missing, 3)],
        "family_name": np.select([rows["family"] == 0, share >= COMMON], ["missing", "common"], "rare"),
    }


def looks(columns: Mapping[str, Sequence[str]]) -> dict[str, Labels]:
    """Of each row, what its name looks like as it was written: in which letters, and of how many words."""
    parts = (columns.get(field) or () for field in ("given_name", "family_name", "full_name"))
    whole = [" ".join(each) for each in zip(*(part for part in parts if part), strict=True)]
    seen: dict[str, tuple[str, str]] = {}
    found = [seen.get(name) or seen.setdefault(name, (_letters(name), _words(name))) for name in whole]
    return {
        "letters": np.array([letters for letters, _ in found], np.str_),
        "words": np.array([words for _, words in found], np.str_),
    }


def _letters(name: str) -> str:
    letters = [each for each in name if each.isalpha()]
    if not letters:
        return "missing"
    if any(not unicodedata.name(each, "").startswith("LATIN") for each in letters):
        return "other alphabet"
    return "plain" if name.isascii() else "with accents"


def _words(name: str) -> str:
    many = len(name.replace("-", " ").split())
    return "missing" if not many else str(many) if many < 4 else "4 or more"
