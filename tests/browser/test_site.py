"""The site itself, before any of its rooms."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory


def test_the_site_says_when_it_is_ready(site, open_page):
    page = open_page()
    page.goto("/health/ready")
    assert '"ready": true' in page.content()


ERRORS = ["400", "403", "403_csrf", "404", "405", "413", "429", "500", "not_received"]


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_keep_what_was_typed_and_read_well(site, open_page, check_axe, name):
    page = open_page(width=320)
    page.goto("/")
    typed = [{"label": "What is the worry", "text": "مرحبا, 😟 and <b>bold</b>"}]
    request = RequestFactory().get("/")
    html = render_to_string(f"errors/{name}.jinja", {"own_text": typed, "sentence": "No."}, request)
    page.set_content(html)
    if name in {"403_csrf", "500", "not_received"}:
        assert page.get_by_role("textbox").input_value() == typed[0]["text"]
    site.templates["/"] = {f"errors/{name}.jinja"}
    check_axe(page)


def test_an_unknown_address_is_not_found(site, open_page):
    page = open_page()
    assert page.goto("/no-such-page").status == 404
    assert page.get_by_role("heading", level=1).count() == 1
