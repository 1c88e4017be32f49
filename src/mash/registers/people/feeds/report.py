"""A run's report as a table that a spreadsheet program opens without computing anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from mash.registers.people.feeds.models import RowProblem
from mash.registers.people.feeds.problems import sentence


def as_csv(found: Iterable[RowProblem]) -> Iterator[str]:
    """Lines of CSV, the heading first: row, number, column, what became of it, the reason, and what stood there."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        [_("Row"), _("Number"), _("Column"), _("What became of it"), _("Reason"), _("What stood there")]
    )
    for one in found:
        writer.writerow(
            [
                one.number,
                harmless(one.key),
                harmless(one.column),
                _("Kept aside") if one.aside else _("Taken in"),
                sentence(one.code),
                harmless(one.value),
            ]
        )
        if buffer.tell() > 64_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in set("=+-@\t\r|") else cell
