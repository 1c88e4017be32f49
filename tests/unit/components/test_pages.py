"""Fields, layouts and macros as they come out in HTML."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory

from mash.interfaces.web.components import forms
from mash.interfaces.web.components.context import look

ERRORS = ["400", "403", "403_csrf", "404", "405", "413", "429", "500", "not_received"]


class Person(forms.GovForm):
    name = forms.TextField(label="Name", max_length=5, missing="Enter the name")
    born = forms.PartialDateField(label="Born")
    worry = forms.TextAreaField(label="Worry", max_length=100, required=False)
    danger = forms.RadiosField(label="Danger", choices=forms.YES_NO)
    where = forms.TextAreaField(label="Where", required=False)


def draw(source: str, **context) -> str:
    return engines.all()[0].from_string(source).render(context)


def field(form, name: str) -> str:
    return draw('{% from "mash/forms.jinja" import field %}{{ field(form, name) }}', form=form, name=name)


def test_what_was_typed_is_shown_back_with_its_error():
    html = field(Person(QueryDict("name=<Robin>")), "name")
    assert 'value="&lt;Robin&gt;"' in html
    assert "Use 5 characters or fewer. You have entered 7." in html
    assert 'aria-describedby="id_name-error"' in html
    assert "maxlength" not in html


def test_a_nul_is_not_sent_back_so_that_the_text_can_be_sent_again():
    html = field(Person(QueryDict("worry=one%00two")), "worry")
    assert "onetwo" in html
    assert "\x00" not in html


def test_lines_of_text_survive_being_drawn_inside_a_reveal():
    form = Person(QueryDict("danger=yes&where=one%0D%0Atwo"))
    html = draw(
        '{% from "mash/forms.jinja" import field %}'
        '{{ field(form, "danger", conditional={"yes": field(form, "where")}) }}',
        form=form,
    )
    assert ">one&#10;two</textarea>" in html


def test_the_summary_leads_to_each_field_and_to_the_part_of_a_date():
    form = Person(QueryDict("born-day=1&born-month=13&born-year=2015"))
    html = draw('{% from "mash/forms.jinja" import error_summary %}{{ error_summary(form) }}', form=form)
    assert re.findall(r'href="#([^"]+)"', html) == ["id_name", "id_born-month", "id_danger"]
    every = "".join(field(form, name) for name in form.fields)
    for target in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{target}"' in every


def test_a_form_without_errors_has_no_summary():
    html = draw('{% from "mash/forms.jinja" import error_summary %}{{ error_summary(form) }}', form=Person())
    assert html.strip() == ""


def test_django_draws_whole_forms_with_the_same_components():
    html = str(Person())
    assert "govuk-date-input" in html
    assert html.count("govuk-form-group") == 5 + 3  # a date has three of its own inside


def test_a_choice_of_nothing_yet_is_not_chosen():
    assert "checked" not in field(Person(), "danger")
    assert "checked" in field(Person(initial={"danger": "no"}), "danger")


def page(name: str, **context) -> str:
    return get_template(name).render(context, RequestFactory().get("/here"))


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_say_what_to_do_and_whom_to_call(name, settings):
    settings.MASH_DUTY_PHONE = "01632 960 001"
    html = page(f"errors/{name}.jinja")
    assert "In immediate danger call 999" in html
    assert "01632 960 001" in html
    assert html.count("<h1") == 1
    assert "<script>" not in html
    assert "style=" not in html


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_no_context_at_all(name):
    assert "<h1" in get_template(f"errors/{name}.jinja").render({})


def test_not_received_keeps_the_persons_own_text(settings):
    settings.MASH_DUTY_PHONE = "01632 960 001"
    html = page("errors/not_received.jinja", own_text=[{"label": "Worry", "text": "<one>\ntwo"}])
    assert "Not received: telephone" in html
    assert re.search(r"readonly[^>]*>\n&lt;one&gt;\ntwo</textarea>", html)


def test_no_page_carries_what_is_reserved_to_government():
    html = page(
        "layouts/desk.jinja", me={"name": "Sam"}, navigation=[{"text": "Today", "href": "#", "current": True}]
    )
    assert not re.search(r"crown|crest|gov\.uk</|GDS", html, re.IGNORECASE)
    assert 'aria-current="page"' in html


def test_the_demonstration_says_so(settings):
    settings.MASH_ENV = "demo"
    assert "Demonstration: invented people." in page("errors/404.jinja")
    settings.MASH_ENV = "production"
    assert "Demonstration" not in page("errors/404.jinja")


def test_a_hub_sets_its_brand(settings):
    settings.MASH_BRAND = {"hub": "Westshire hub"}
    said = look(RequestFactory().get("/"))
    assert said["brand"]["hub"] == "Westshire hub"
    assert said["brand"]["service"] == "MASH"
    assert [language["lang"] for language in said["languages"]] == ["en", "cy"]


@pytest.mark.parametrize(
    ("value", "word"), [("red", "Red"), ("AMBER", "Amber"), ("", "Not rated"), (None, "Not rated")]
)
def test_a_rating_is_a_word(value, word):
    html = draw('{% from "mash/tags.jinja" import rating %}{{ rating(value) }}', value=value)
    assert word in html


def test_a_refused_action_says_why_and_sends_nothing():
    rule = SimpleNamespace(code="history", sentence="View the history first.")
    source = (
        '{% from "mash/case.jinja" import action_button %}{{ action_button("Decide", rule, id="decide") }}'
    )
    refused, allowed = draw(source, rule=rule), draw(source, rule=SimpleNamespace())
    assert 'type="button"' in refused
    assert 'aria-describedby="decide-refused"' in refused
    assert 'id="decide-refused">View the history first.' in refused
    assert 'type="submit"' in allowed
    assert "data-prevent-double-click" in allowed


def test_cells_of_a_stacking_table_carry_their_heading():
    html = draw(
        '{% from "mash/tables.jinja" import table %}{{ table("T", [{"text": "Person"}], [["<b>"]]) }}',
    )
    assert 'data-label="Person"' in html
    assert "&lt;b&gt;" in html


def test_pages_of_a_list_keep_its_filters():
    html = draw(
        '{% from "mash/navigation.jinja" import pagination %}{{ pagination(page, "?rating=red") }}',
        page=Paginator(list(range(200)), 10).get_page(7),
    )
    assert 'href="?rating=red&amp;page=8"' in html or 'href="?rating=red&page=8"' in html
    assert html.count('aria-current="page"') == 1


def test_a_timeline_says_who_and_when():
    html = draw(
        '{% from "mash/case.jinja" import timeline %}{{ timeline(items) }}',
        items=[
            {
                "title": "Received",
                "at": datetime(2026, 6, 1, 15, 5, tzinfo=UTC),
                "by": "Oak",
                "text": "a\n<b>",
            }
        ],
    )
    assert "1 June 2026, 4:05pm" in html
    assert "&lt;b&gt;" in html
