"""Fields take what people type, say what is wrong with it, and show it back."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from mash.interfaces.web.components.forms import (
    NOT_KNOWN,
    YES_NO,
    CheckboxesField,
    DateField,
    EmailField,
    FilesField,
    GovForm,
    NHSNumberField,
    PartialDate,
    PartialDateField,
    PhoneField,
    RadiosField,
    TextAreaField,
    TextField,
    TimeField,
)
from mash.interfaces.web.components.values import Answer, DateParts


def error_of(field, value) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value.messages[0]


def typed(day="", month="", year="", *, not_known=False) -> DateParts:
    return DateParts(day, month, year, not_known=not_known)


class TestText:
    def test_emoji_and_right_to_left_text_are_kept(self):
        assert TextAreaField().clean("שלום 😀\r\nשורה") == "שלום 😀\nשורה"

    def test_a_nul_is_an_error_with_a_sentence(self):
        assert "NUL" in error_of(TextField(), "a\x00b")

    def test_half_a_character_is_an_error(self):
        assert "half of a character" in error_of(TextField(), "a\ud800")

    def test_too_long_says_how_much_too_long(self):
        assert error_of(TextField(max_length=3), "abcde") == "Use 3 characters or fewer. You have entered 5."

    def test_a_line_end_counts_once(self):
        assert TextAreaField(max_length=3).clean("a\r\nb") == "a\nb"

    def test_not_known_is_an_answer_and_not_both(self):
        field = TextField(not_known=True)
        assert field.clean(Answer("", not_known=True)) is NOT_KNOWN
        assert field.clean(Answer("Robin", not_known=False)) == "Robin"
        assert "not both" in error_of(field, Answer("Robin", not_known=True))


class TestNumbers:
    @pytest.mark.parametrize("text", ["9990000018", "999 000 0018", "999-000-0018"])
    def test_an_nhs_number_is_taken_in_any_spacing(self, text):
        assert NHSNumberField().clean(text) == "9990000018"

    @pytest.mark.parametrize(("text", "said"), [("999 000 0019", "not a valid"), ("12345", "10 digits")])
    def test_a_wrong_nhs_number_says_why(self, text, said):
        assert said in error_of(NHSNumberField(), text)

    @pytest.mark.parametrize("text", ["01632 960 001", "+44 (0)7700 900982", "01632 960001 ext 12"])
    def test_telephone_numbers_are_kept_as_typed(self, text):
        assert PhoneField().clean(text) == text

    @pytest.mark.parametrize("text", ["call me", "12", "01632 960 001; drop"])
    def test_what_is_no_telephone_number_is_refused(self, text):
        assert "Enter a telephone number" in error_of(PhoneField(), text)

    def test_an_email_address_needs_its_format(self):
        assert EmailField().clean("name@example.com") == "name@example.com"
        assert "like name@example.com" in error_of(EmailField(), "name@example")


class TestDates:
    @pytest.mark.parametrize(
        ("parts", "found"),
        [
            (typed("1", "6", "2015"), PartialDate(1, 6, 2015)),
            (typed("", "June", "2015"), PartialDate(None, 6, 2015)),
            (typed("", "", "2015"), PartialDate(None, None, 2015)),
            (typed("29", "feb", ""), PartialDate(29, 2, None)),
            (typed("1", "Mehefin", "2015"), PartialDate(1, 6, 2015)),
            (typed(not_known=True), PartialDate()),
        ],
    )
    def test_as_much_as_is_known(self, parts, found):
        assert PartialDateField().clean(parts) == found

    @pytest.mark.parametrize(
        ("parts", "wrong"),
        [
            (typed("31", "11", "2015"), {"day", "month", "year"}),
            (typed("29", "2", "2023"), {"day", "month", "year"}),
            (typed("1", "13", "2015"), {"month"}),
            (typed("32", "1", "2015"), {"day"}),
            (typed("1", "", "2015"), {"month"}),
            (typed("1", "1", "15"), {"year"}),
            (typed("1", "1", "٢٠١٥"), {"year"}),
            (typed("1", "1", "2015", not_known=True), {"day", "month", "year"}),
        ],
    )
    def test_impossible_dates_name_the_input(self, parts, wrong):
        field = PartialDateField()
        error_of(field, parts)
        assert field.wrong == wrong

    def test_a_birth_is_not_in_the_future(self):
        field = PartialDateField(past=True)
        field.today = date(2026, 6, 1)
        assert field.clean(typed("1", "6", "2026")) == PartialDate(1, 6, 2026)
        assert field.clean(typed("", "6", "2026")) == PartialDate(None, 6, 2026)
        assert "in the past" in error_of(field, typed("2", "6", "2026"))

    def test_a_whole_date_needs_all_three(self):
        assert DateField().clean(typed("1", "6", "2026")) == date(2026, 6, 1)
        assert "whole date" in error_of(DateField(), typed("", "6", "2026"))

    @given(st.dates(min_value=date(1, 1, 1)), st.sampled_from(["dmy", "my", "y", "dm", "m", ""]))
    def test_iso_text_comes_back_the_same(self, day, known):
        part = PartialDate(
            day.day if "d" in known else None,
            day.month if "m" in known else None,
            day.year if "y" in known else None,
        )
        assert PartialDate.from_iso(part.iso) == part

    def test_a_partial_date_knows_its_bounds(self):
        assert PartialDate(None, 2, 2024).earliest == date(2024, 2, 1)
        assert PartialDate(None, 2, 2024).latest == date(2024, 2, 29)
        assert str(PartialDate(1, 6, None)) == "1 June, year not known"
        assert str(PartialDate()) == "not known"


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("2:30pm", time(14, 30)),
            ("14:30", time(14, 30)),
            ("2pm", time(14)),
            ("12am", time(0)),
            ("midday", time(12)),
        ],
    )
    def test_times_as_people_write_them(self, text, found):
        assert TimeField().clean(text) == found

    @pytest.mark.parametrize("text", ["25:00", "13pm", "14", "2:60pm", "soon"])
    def test_what_is_no_time_is_refused(self, text):
        assert "Enter a time" in error_of(TimeField(), text)


class TestChoicesAndFiles:
    def test_none_stands_alone(self):
        field = CheckboxesField(choices=[("a", "A")], none=("none", "None of these"))
        assert field.clean(["none"]) == ["none"]
        assert "not both" in error_of(field, ["a", "none"])

    def test_several_files_and_an_error_that_names_the_large_one(self):
        field = FilesField(max_bytes=3 * 1024 * 1024)
        small, large = SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")
        assert field.clean([small, small]) == [small, small]
        large.size = 4 * 1024 * 1024
        assert error_of(field, [small, large]) == "b.txt is larger than 3 MB."


class Worry(GovForm):
    name = TextField(label="Name", missing="Enter the name", not_known=True)
    born = PartialDateField(label="Born")
    danger = RadiosField(label="Danger", choices=YES_NO)


def test_every_empty_answer_has_its_own_sentence():
    form = Worry(QueryDict(""))
    assert form.errors["name"] == ["Enter the name"]
    assert form.errors["born"] == ["Give an answer: Born"]


def test_a_form_reads_what_a_browser_sends():
    form = Worry(QueryDict("name-not_known=on&born-month=6&born-year=2015&danger=yes"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": NOT_KNOWN, "born": PartialDate(None, 6, 2015), "danger": "yes"}
