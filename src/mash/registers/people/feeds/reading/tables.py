"""Which kind of table a file is: its first bytes say, never its name.

Excel's and Parquet's readers are loaded with the first such file: they would take each process a second to start.
"""

from __future__ import annotations

from pathlib import Path

from mash.registers.people.feeds.errors import UnreadableFileError
from mash.registers.people.feeds.reading.rows import Table
from mash.registers.people.feeds.reading.text import open_text


def open_table(path: Path) -> Table:
    """The table in a file. Raises UnreadableFileError with what to do where there is none that can be read."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PAR1"):
        from mash.registers.people.feeds.reading.parquet import open_parquet

        return open_parquet(path)
    if head.startswith(b"PK\x03\x04"):
        from mash.registers.people.feeds.reading.sheets import open_sheet

        return open_sheet(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFileError(
            "old", "This is an old or a locked Excel file. Save it as .xlsx without a password."
        )
    if head.startswith(
        (b"%PDF", b"\x7fELF", b"MZ", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"BZh", b"\xfd7zXZ")
    ):
        raise UnreadableFileError("unknown", "This is not a table. Import CSV, .csv.gz, .xlsx or Parquet.")
    return open_text(path, packed=head.startswith(b"\x1f\x8b"))
