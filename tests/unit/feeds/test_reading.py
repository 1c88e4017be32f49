"""Tables in files of every kind, also those that were made to do harm."""

import gzip
import zipfile

import duckdb
import pytest
from openpyxl import Workbook

from mash.registers.people.feeds.errors import UnreadableFileError
from mash.registers.people.feeds.reading import open_table, text


@pytest.fixture
def file(tmp_path):
    def write(content, name="people.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def rows(path, after=0):
    return [(row.number, list(row.cells), row.fault) for row in open_table(path).rows(after)]


def test_a_plain_table(file):
    path = file("ref,name\n1,Ada\n2,Bo\n")
    assert open_table(path).header == ("ref", "name")
    assert rows(path) == [(2, ["1", "Ada"], ""), (3, ["2", "Bo"], "")]


def test_reading_begins_after_a_row(file):
    assert rows(file("ref,name\n1,Ada\n2,Bo\n3,Cy\n"), after=3) == [(4, ["3", "Cy"], "")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator(file, separator):
    assert rows(file(f"ref{separator}name\n1{separator}Ada\n")) == [(2, ["1", "Ada"], "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_usual_encoding(file, encoding):
    path = file("ref,name\r\n1,Zoë Núñez\r\n".encode(encoding))
    assert rows(path) == [(2, ["1", "Zoë Núñez"], "")]
    assert open_table(path).header == ("ref", "name")


def test_a_packed_table_is_known_by_its_content(file):
    assert rows(file(gzip.compress(b"ref,name\n1,Ada\n"), name="people.txt")) == [(2, ["1", "Ada"], "")]


def test_empty_rows_are_passed_over_and_empty_cells_at_the_end_dropped(file):
    assert rows(file("ref,name\n\n1,Ada,,,\n,\n2,Bo\n")) == [(3, ["1", "Ada"], ""), (5, ["2", "Bo"], "")]


def test_headings_tell_columns_apart(file):
    assert open_table(file("name,,name, two  words \n1,2,3,4\n")).header == (
        "name", "column 2", "name (2)", "two words",
    )  # fmt: skip


def test_other_numbers_of_cells_are_kept_aside_with_their_row(file):
    assert rows(file("ref,name\n1\n2,Bo,Kerr\n3,Cy\n")) == [
        (2, ["1"], "columns"),
        (3, ["2", "Bo", "Kerr"], "columns"),
        (4, ["3", "Cy"], ""),
    ]


def test_a_cell_may_run_over_lines(file):
    assert rows(file('ref,name\n1,"Ada\nKerr"\n2,Bo\n')) == [
        (2, ["1", "Ada\nKerr"], ""),
        (3, ["2", "Bo"], ""),
    ]


def test_a_quotation_mark_that_is_never_closed_costs_one_line(file):
    path = file('ref,name\n1,"Ada\n' + "".join(f"{n},Bo\n" for n in range(2, 400)))
    found = rows(path)
    assert found[0] == (2, ['1,"Ada\n'], "quote")
    assert found[1:3] == [(3, ["2", "Bo"], ""), (4, ["3", "Bo"], "")]
    assert len(found) == 399


def test_an_open_quotation_mark_near_the_end_costs_one_line(file):
    assert rows(file('ref,name\n1,Ada\n2,"Bo\n3,Cy\n')) == [
        (2, ["1", "Ada"], ""),
        (3, ['2,"Bo\n'], "quote"),
        (4, ["3", "Cy"], ""),
    ]


def test_two_stray_marks_do_not_join_people(file):
    assert rows(file('ref,name\n1,"Ada\n2,"Bo\n3,Cy\n')) == [
        (2, ['1,"Ada\n'], "quote"),
        (3, ['2,"Bo\n'], "quote"),
        (4, ["3", "Cy"], ""),
    ]


def test_a_stray_mark_within_a_line_is_a_letter(file):
    assert rows(file('ref,name\n1,"O"Brien"\n2,Bo\n'))[-1] == (3, ["2", "Bo"], "")
    assert len(rows(file('ref,name\n1,"O"Brien"\n2,Bo\n'))) == 2


def test_a_megabyte_in_a_cell_is_a_cell(file):
    path = file("ref,name,note\n1,Ada," + "x" * 1_000_000 + "\n2,Bo,\n")
    assert [(number, len(cells[2]), fault) for number, cells, fault in rows(path)] == [
        (2, 1_000_000, ""),
        (3, 0, ""),
    ]


def test_an_endless_line_is_one_bad_row(file, monkeypatch):
    monkeypatch.setattr(text, "LONGEST_ROW", 1_000)
    path = file("ref,name\n1," + "x" * 5_000 + "\n2,Bo\n")
    found = rows(path)
    assert [(number, fault) for number, _, fault in found] == [(2, "long"), (3, "")]


def test_formulas_are_text(file):
    assert rows(file("ref,name\n1,=cmd|' /C calc'!A0\n")) == [(2, ["1", "=cmd|' /C calc'!A0"], "")]


def a_book(path, found):
    book = Workbook()
    for row in found:
        book.active.append(row)
    book.save(path)
    return path


def test_an_excel_sheet(tmp_path):
    from datetime import date, datetime

    path = a_book(
        tmp_path / "people.xlsx",
        [
            ["ref", "name", "dob", "nhs"],
            [1, "Ada", date(2015, 2, 28), 9990000018.0],
            [None, None, None, None],
            [2, "=1+1", datetime(2015, 2, 28, 1, 2), None],  # noqa: DTZ001 - a cell has no zone
        ],
    )
    assert rows(path) == [
        (2, ["1", "Ada", "2015-02-28", "9990000018"], ""),
        (4, ["2", "", "2015-02-28 01:02:00", ""], ""),
    ]
    assert rows(path, after=2) == [(4, ["2", "", "2015-02-28 01:02:00", ""], "")]


def test_a_byte_that_flipped_far_down_in_a_sheet_is_damage_that_is_said(tmp_path):
    path = a_book(tmp_path / "people.xlsx", [["ref"], *([f"{n * n} {n % 97}"] for n in range(9_000))])
    with zipfile.ZipFile(path) as packed:
        part = next(one for one in packed.infolist() if "worksheets/sheet1" in one.filename)
    data = bytearray(path.read_bytes())
    place = part.header_offset + part.compress_size // 2
    data[place : place + 40] = b"\xff" * 40
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match="damaged"):
        rows(path)


def test_an_excel_bomb_is_refused_unread(tmp_path):
    path = a_book(tmp_path / "people.xlsx", [["ref", "name"], [1, "Ada"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet2.xml", b" " * 64_000_000)
    with pytest.raises(UnreadableFileError, match="unpacks to far more"):
        open_table(path)


def test_a_packed_bomb_is_refused(file):
    with pytest.raises(UnreadableFileError, match="unpacks to far more"):
        open_table(file(gzip.compress(b"a" * 200_000_000, 9)))


def test_a_parquet_file(tmp_path):
    path = tmp_path / "people.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT i AS ref, 'Ada' AS name, DATE '2015-02-28' AS dob FROM range(1, 12001) AS t(i)) "
            f"TO '{path}' (FORMAT parquet)"
        )
    table = open_table(path)
    assert (table.header, table.about) == (("ref", "name", "dob"), 12_000)
    assert rows(path)[0] == (2, ["1", "Ada", "2015-02-28"], "")
    assert rows(path, after=11_999) == [
        (12_000, ["11999", "Ada", "2015-02-28"], ""),
        (12_001, ["12000", "Ada", "2015-02-28"], ""),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"PAR1 but no more", "damaged"),
        (b"PK\x03\x04 but no more", "damaged"),
        (b"\x1f\x8b\x08 but no more", "damaged"),
        (gzip.compress(b"ref,name\n" + b"1,Ada\n" * 9_000)[:-20], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
        (b"%PDF-1.7", "unknown"),
    ],
)
def test_what_is_no_table_says_what_to_do(file, content, code):
    with pytest.raises(UnreadableFileError) as raised:
        open_table(file(content))
    assert raised.value.code == code


def test_a_zip_of_tables_is_to_be_unpacked(tmp_path):
    path = tmp_path / "people.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("people.csv", "ref,name\n")
    with pytest.raises(UnreadableFileError, match="Unpack it"):
        open_table(path)
