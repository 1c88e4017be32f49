"""Rows become what they say of a person; what cannot be used is told, row by row."""

from datetime import date

import pytest

from mash.registers.people.feeds import problems, rules
from mash.registers.people.feeds.errors import WrongMappingError
from mash.registers.people.feeds.mapping import FIELDS, KEEPS, ColumnMapping, Reader
from mash.registers.people.feeds.reading import Row
from mash.registers.people.feeds.report import harmless

TODAY = date(2026, 6, 9)
HEADING = ("ref", "first_name", "surname", "dob", "sex", "address", "town", "postcode", "nhs_number")


def read(*cells, header=HEADING, keeps=tuple(KEEPS), mapping=None, fault=""):
    mapping = mapping or ColumnMapping.guessed(header)
    reader = Reader(mapping, header, keeps=keeps, today=TODAY)
    return reader.read(Row(2, cells, fault))


def of(columns, **more):
    return ColumnMapping.of_json({"columns": columns, **more})


def test_a_whole_row():
    found = read("7", "Ada", "Kerr", "28/02/2015", "F", "4 Tannery Row", "Ostermarch", "zz1 4ab", "9990000018",
                 mapping=of({"ref": "id", "first_name": "given_name", "surname": "family_name", "dob": "date_of_birth",
                             "sex": "sex", "address": "address", "town": "town", "postcode": "postcode",
                             "nhs_number": "nhs_number"}))  # fmt: skip
    assert (found.key, found.problems) == ("7", ())
    assert found.said == {
        "given_name": "Ada", "family_name": "Kerr", "born": {"day": 28, "month": 2, "year": 2015}, "sex": "female",
        "nhs_number": "9990000018",
        "address": {"lines": "4 Tannery Row, Ostermarch", "postcode": "ZZ1 4AB", "town": "Ostermarch"},
    }  # fmt: skip


def test_what_may_not_be_kept_is_not_read():
    found = read("", "Ada", "Kerr", "28/02/2015", "F", "4 Row", "Oster", "ZZ1 4AB", "12", keeps=("name",))
    assert found.said == {"given_name": "Ada", "family_name": "Kerr"}
    assert found.problems == ()


def test_there_is_no_field_for_text_about_a_person():
    groups = {"name", "born", "sex", "address", "phone", "email", "number", "identifier"}
    assert not {"note", "notes", "text", "reason", "content", "worry"} & set(FIELDS)
    assert len(groups) == 8


def test_the_same_words_have_the_same_digest_in_any_order_of_columns():
    one = read("Ada", "Kerr", header=("first_name", "surname"))
    other = read("Kerr", "Ada", header=("surname", "first_name"))
    assert one.digest == other.digest
    assert one.key == one.digest[:32]


def test_each_oddity_names_its_column_and_what_stood_there():
    found = read("", "A\x00da", "=Kerr()", "31/02/2015", "W", "4 Row", "", "75008", "12")
    assert [(one.code, one.column, one.value) for one in found.problems] == [
        ("control", "first_name", "A␀da"),
        ("formula", "surname", "=Kerr()"),
        ("impossible", "dob", "31/02/2015"),
        ("sex", "sex", "W"),
        ("postcode", "postcode", "75008"),
        ("digits", "nhs_number", "12"),
    ]
    assert found.said["given_name"] == "Ada"


def test_days_that_nobody_alive_is_born_on_are_kept_and_told():
    future, old = read("", "Ada", "", "1/1/2030", *[""] * 5), read("", "Ada", "", "1/1/1890", *[""] * 5)
    assert (future.said["born"]["year"], [one.code for one in future.problems]) == (2030, ["future"])
    assert (old.said["born"]["year"], [one.code for one in old.problems]) == (1890, ["old"])


def test_a_row_that_cannot_be_taken_apart_is_kept_whole():
    found = read("1", "Ada", "too few", fault="columns")
    assert found.said is None
    assert found.problems == (("columns", "", '["1", "Ada", "too few"]'),)


def test_an_empty_number_stands_aside_where_there_is_a_column_for_it():
    found = read(
        "", "Ada", header=("ref", "first_name"), mapping=of({"ref": "id", "first_name": "given_name"})
    )
    assert [one.code for one in found.problems] == ["no-key"]


@pytest.mark.parametrize(("cell", "deleted"), [("D", True), ("yes", True), ("", False), ("A", False)])
def test_marks_of_deletion(cell, deleted):
    mapping = of({"ref": "id", "first_name": "given_name", "status": "deleted"})
    found = read("7", "Ada", cell, header=("ref", "first_name", "status"), mapping=mapping)
    assert (found.deleted, found.said is None) == (deleted, deleted)


def test_a_mark_that_is_neither_yes_nor_no_stands_aside():
    mapping = of({"ref": "id", "first_name": "given_name", "status": "deleted"})
    found = read("7", "Ada", "perhaps", header=("ref", "first_name", "status"), mapping=mapping)
    assert [(one.code, one.column) for one in found.problems] == [("deletion", "status")]
    assert found.key == "7"


def test_the_files_own_marks_of_deletion():
    mapping = of({"ref": "id", "first_name": "given_name", "status": "deleted"}, deleted=["Left"])
    header = ("ref", "first_name", "status")
    assert read("7", "Ada", "left", header=header, mapping=mapping).deleted
    assert not read("7", "Ada", "on roll", header=header, mapping=mapping).deleted


@pytest.mark.parametrize(
    ("whole", "given", "family"),
    [("KERR, Ada Jo", "Ada Jo", "KERR"), ("Ada Jo Kerr", "Ada Jo", "Kerr"), ("Ada", "Ada", None)],
)
def test_whole_names_come_apart(whole, given, family):
    said = read(whole, header=("full_name",)).said
    assert (said["given_name"], said.get("family_name"), said["full_name"]) == (given, family, whole)


def test_the_sample_shows_whether_months_come_first():
    header = ("first_name", "dob")
    rows = [Row(2, ("Ada", "02/28/2015")), Row(3, ("Bo", "03/04/2015"))]
    assert ColumnMapping.guessed(header, rows).dates == "mdy"
    assert ColumnMapping.guessed(header, [Row(2, ("Ada", "28/02/2015"))]).dates == "dmy"


def test_a_mapping_survives_being_written_down():
    mapping = of({"a": "id", "b": "given_name", "c": ""}, dates="mdy", sex={"W": "female"}, deleted=["Left"])
    assert ColumnMapping.of_json(mapping.as_json()) == mapping


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([], "JSON object"),
        ({"columns": {"a": "shoe size"}}, "no field shoe size"),
        ({"columns": {}, "colums": {}}, "not known: colums"),
        ({"columns": {"a": "id"}, "dates": "ydm"}, "dmy or mdy"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(said, words):
    with pytest.raises(WrongMappingError) as raised:
        ColumnMapping.of_json(said)
    assert words in raised.value.sentence


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"elsewhere": "given_name"}, "no column elsewhere"),
        ({"ref": "id"}, "No column is a name"),
        ({"ref": "given_name", "surname": "given_name"}, "Two columns are given_name"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_is_refused(columns, words):
    with pytest.raises(WrongMappingError) as raised:
        of(columns).check(("ref", "surname"))
    assert words in raised.value.sentence


def test_every_problem_has_its_sentence():
    for code in [*problems.ASIDE, *problems.NOTED]:
        assert problems.sentence(code).endswith(".")


def test_no_cell_of_a_report_is_a_formula():
    assert [harmless(one) for one in ("=1", "+1", "-1", "@a", " =1", "Ada")] == [
        "'=1", "'+1", "'-1", "'@a", "' =1", "Ada",
    ]  # fmt: skip


WIDER = {
    "scope": "wider", "purpose": "To find brothers and sisters", "clause": "agreement 4.2", "assessment": "DPIA-17",
    "assessed_on": date(2026, 5, 1), "approver": "Caldicott guardian", "keeps": ["name"], "purge_days": 100,
    "today": TODAY,
}  # fmt: skip


def test_a_wider_feed_with_everything_recorded_may_be():
    assert rules.may_record(**WIDER)


@pytest.mark.parametrize(
    "lacking", ["purpose", "clause", "assessment", "approver", "assessed_on", "keeps", "purge_days"]
)
def test_a_wider_feed_that_lacks_anything_may_not(lacking):
    assert not rules.may_record(
        **WIDER | {lacking: None if lacking == "assessed_on" else type(WIDER[lacking])()}
    )


def test_pointers_are_not_kept_for_ever_nor_assessed_tomorrow():
    assert rules.may_record(**WIDER | {"purge_days": 800}).code == "feeds:kept-too-long"
    assert rules.may_record(**WIDER | {"assessed_on": date(2026, 7, 1)}).code == "feeds:assessed-later"


@pytest.mark.parametrize(
    ("live", "gone", "unreadable", "code"),
    [
        (1_000, 0, 9, None),
        (1_000, 100, 0, None),
        (1_000, 101, 0, "feeds:many-gone"),
        (10, 9, 0, None),
        (1_000, 1, 1, "feeds:unreadable"),
    ],
)
def test_an_alarming_share_of_deletions(live, gone, unreadable, code):
    found = rules.may_withdraw(live=live, gone=gone, unreadable=unreadable, confirmed=False)
    assert getattr(found, "code", None) == code
    assert rules.may_withdraw(live=live, gone=gone, unreadable=unreadable, confirmed=True)
