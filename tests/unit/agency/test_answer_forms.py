"""Answer forms are data: what is wrong with one is said at once, and every agency meets one."""

import pytest

from mash.interfaces.web.agency.answer_forms import FormError, all_forms, category_label, form_for, read

CORONER = {
    "title": "Coroner",
    "serves": ["coroner"],
    "systems": "case register",
    "category": [{"code": "inquests", "label": "Inquests", "label_cy": "Cwestau"}],
}


def test_every_form_can_be_read_and_offers_something_else():
    assert {"police", "health", "education", "housing", "probation", "childrens-services", "other"} <= set(
        all_forms()
    )
    for form in all_forms().values():
        assert form.cover
        assert "other" in dict(form.choices), form.key


def test_an_agency_meets_the_form_of_its_kind_or_the_one_for_all():
    assert form_for("police").key == "police"
    assert form_for("justice").key == "probation"
    assert form_for("lighthouse-keepers").key == "other"


def test_a_category_is_said_in_words_and_one_that_is_gone_by_its_code():
    assert category_label("missed-appointments") == "Missed appointments"
    assert category_label("taken-away") == "taken-away"


def test_a_form_is_read_with_its_welsh(settings):
    from django.utils import translation

    form = read("coroner", CORONER)
    assert form.choices == [("inquests", "Inquests")]
    with translation.override("cy"):
        assert form.choices == [("inquests", "Cwestau")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "title is missing"),
        ({"serves": []}, "serves is missing"),
        ({"colour": "red"}, "colour is not a field"),
        ({"category": [{"code": "In Quests", "label": "Inquests"}]}, "code needs 2 to 40"),
        ({"category": [{"code": "x" * 41, "label": "Inquests"}]}, "code needs 2 to 40"),
        ({"category": [{"code": "inquests"}]}, "label is missing"),
        ({"category": [{"code": "inquests", "label": "One", "size": 3}]}, "size is not a field"),
        ({"category": [{"code": "inquests", "label": "One"}] * 2}, "inquests stands twice"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_with_its_file(changes, said):
    with pytest.raises(FormError, match=said) as caught:
        read("coroner", {**CORONER, **changes})
    assert "coroner.toml" in str(caught.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(FormError) as caught:
        read("coroner", {**CORONER, "title": "", "systems": ""})
    assert "title is missing" in str(caught.value)
    assert "systems is missing" in str(caught.value)
