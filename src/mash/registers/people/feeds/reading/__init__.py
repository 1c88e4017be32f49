"""Tables in files, read row by row: CSV (also compressed), Excel and Parquet. No file is ever held whole."""

from mash.registers.people.feeds.reading.rows import MOST_CELLS, Fault, Row, Table
from mash.registers.people.feeds.reading.tables import open_table

__all__ = ["MOST_CELLS", "Fault", "Row", "Table", "open_table"]
