"""A synthetic hub as files: records that agencies hold, and records to look up. `python -m benchmarks.people.hub`."""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.people.names import Texts
from benchmarks.people.noise import HEADER, agencies, written
from benchmarks.people.population import SHARED, Ints, People, populate

_MORE = (0.78, 0.15, 0.045, 0.017, 0.008)
"""Shares of persons with one to five records."""
_RELATED = 0.87
"""Of the unknown who are looked up, so many live with somebody who has a record."""


@dataclass(frozen=True)
class Hub:
    """Columns by heading: `records` of the persons that agencies know, `queries` half of known persons."""

    records: dict[str, Texts]
    queries: dict[str, Texts]

    def __len__(self) -> int:
        return len(self.records["record_id"])


def make(persons: int, *, queries: int = 0, seed: int = 1) -> Hub:
    """A hub of so many persons with records; the same for the same seed."""
    chooser = np.random.default_rng(seed)
    half = queries // 2
    people = populate(persons + half, chooser)
    strangers = _strangers(people, half, chooser)
    known = np.ones(len(people), bool)
    known[strangers] = False
    inside = np.flatnonzero(known)
    times = 1 + chooser.choice(len(_MORE), len(inside), p=_MORE)
    who = chooser.permutation(np.repeat(inside, times))
    records = written(people, who, agencies(people, who, chooser), chooser)
    asked = chooser.permutation(
        np.r_[chooser.choice(inside, min(half, len(inside)), replace=False), strangers]
    )
    looked_up = written(people, asked, agencies(people, asked, chooser), chooser)
    looked_up["known"] = np.where(known[asked], "true", "false").astype(object)
    return Hub(_numbered(records, len(who)), _numbered(looked_up, len(asked)))


def _numbered(columns: dict[str, Texts], many: int) -> dict[str, Texts]:
    return {HEADER[0]: np.arange(1, many + 1).astype(str).astype(object), **columns}


def _strangers(people: People, many: int, chooser: np.random.Generator) -> Ints:
    """Persons who get no record: most of them one of a family of several, the others with nobody at home."""
    sizes = np.bincount(people.household)
    one_a_home = np.unique(people.household, return_index=True)[1]
    within = sizes[people.household[one_a_home]]
    places = one_a_home + chooser.integers(0, within)
    related = places[(within > 1) & (people.kind[places] < SHARED)]
    alone = places[within == 1]
    first = chooser.permutation(related)[: round(many * _RELATED)]
    return np.r_[first, chooser.permutation(alone)[: many - len(first)]]


def write(columns: dict[str, Texts], path: Path) -> None:
    """CSV, or Parquet where the name says so."""
    plain = path.with_suffix(".csv")
    with plain.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*(column.tolist() for column in columns.values()), strict=True))
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (FROM read_csv('{plain}', all_varchar = true, header = true)) TO '{path}' (FORMAT parquet)"
            )
        plain.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people.hub", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument(
        "--queries", type=int, default=4_000, help="records to look up, half of known persons"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parquet", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    made = make(options.persons, queries=options.queries, seed=options.seed)
    ending = "parquet" if options.parquet else "csv"
    write(made.records, options.folder / f"records.{ending}")
    write(made.queries, options.folder / f"queries.{ending}")
    print(f"{len(made):,} records, {options.queries:,} queries in {options.folder}")


if __name__ == "__main__":
    main()
