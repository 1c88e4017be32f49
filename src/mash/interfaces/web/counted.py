"""Counts crossed by two things, in words, as tables of a page and as a file; small counts are left out before they come here."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from mash.casework.consultations.rules import Table
from mash.interfaces.web.consultations.presenters import count_words
from mash.registers.people.feeds.report import harmless

type Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One table in words; the first of each row is a heading."""

    title: str
    head: list[str]
    rows: list[list[str]]


def shown(title: str, first: str, found: Table, row: Words, column: Words) -> Shown:
    """The table with its codes in words; `first` is the head of the rows' headings."""
    return Shown(
        title,
        [first, *(column(each) for each in found.columns)],
        [
            [row(code), *(count_words(each) for each in cells)]
            for code, cells in zip(found.rows, found.cells, strict=True)
        ],
    )


def as_file(tables: Sequence[Shown], name: str) -> HttpResponse:
    """The tables below each other as one CSV file."""
    text = io.StringIO()
    writer = csv.writer(text)
    for one in tables:
        writer.writerows([_cell(cell) for cell in row] for row in ([one.title], one.head, *one.rows, []))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(text: str) -> str:
    """What people typed is no formula; a lone dash, which is that there is no fact, is none either."""
    return text if text == "-" else harmless(text)
