"""A reference alone opens nothing, and what opens it is not guessed."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.integration.public.conftest import Visitor

from mash.casework.intake.actions.returning import prove
from mash.casework.intake.models import Draft
from mash.casework.intake.rules import CODE_LIFE, CODE_TRIES
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def a_form(email="vera@example.org"):
    visitor = Visitor()
    visitor.urgent(email=email) if email != "vera@example.org" else visitor.urgent()
    return visitor


def ask_for_code(ref, way="resume"):
    browser = Client()
    answer = browser.post(f"/{way}", {"reference": ref, "how": "code"})
    assert answer.status_code == 302
    return browser


def codes(ref):
    with acting(Actor.service("worker"), now()):
        return [one.code for one in Message.objects.filter(reference=ref).exclude(code="").order_by("pk")]


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_five_wrong_codes_end_the_right_one(world):
    form = a_form()
    browser = ask_for_code(form.ref)
    (code,) = codes(form.ref)
    for _ in range(CODE_TRIES):
        assert browser.post("/resume/code", {"code": wrong(code)}).status_code == 200
    assert browser.post("/resume/code", {"code": code}).status_code == 200, "the right one comes too late"
    assert browser.get(f"/report/{form.ref}/").status_code == 403


def test_a_code_works_once_and_not_for_long(world):
    form = a_form()
    browser = ask_for_code(form.ref)
    (code,) = codes(form.ref)
    said = {"reference": form.ref, "code": code, "asker": browser.session["asked_code"][1]}
    at = now() + CODE_LIFE
    with acting(Actor.public(), at):
        assert prove(by=Actor.public(), at=at, **said) is None, "it has run out"
    assert browser.post("/resume/code", {"code": code}).status_code == 302
    with acting(Actor.public(), now()):
        assert prove(by=Actor.public(), at=now(), **said) is None, "it was used"


def test_a_code_of_one_form_opens_no_other(world):
    mine, theirs = a_form(), a_form()
    ask_for_code(mine.ref)
    browser = ask_for_code(theirs.ref)
    (code,) = codes(mine.ref)
    assert browser.post("/resume/code", {"code": code}).status_code == 200
    assert browser.get(f"/report/{theirs.ref}/").status_code == 403


def test_a_new_code_ends_the_one_before(world):
    form = a_form()
    ask_for_code(form.ref)
    browser = ask_for_code(form.ref)
    first, second = codes(form.ref)
    if first != second:
        assert browser.post("/resume/code", {"code": first}).status_code == 200
    assert browser.post("/resume/code", {"code": second}).status_code == 302


def test_passphrases_are_not_guessed_without_end_however_the_reference_is_written(world):
    form = a_form()
    written = [
        form.ref,
        form.ref.lower(),
        form.ref.replace("-", ""),
        f" {form.ref} ",
        form.ref.replace("-", " "),
    ]
    statuses = [
        Client()
        .post(
            "/resume",
            {"reference": written[number % 5], "how": "passphrase", "passphrase": f"guess {number}"},
        )
        .status_code
        for number in range(12)
    ]
    assert statuses[0] == 200
    assert statuses[-1] == 429


@pytest.mark.parametrize("way", ["resume", "return"])
def test_a_reference_of_nothing_is_answered_like_one_that_exists(world, way):
    form, sent = a_form(), a_form()
    sent.send()
    said = []
    for ref in (form.ref, sent.ref, "ZZZZZ-ZZZZZ"):
        browser = Client()
        page = browser.post(
            f"/{way}", {"reference": ref, "how": "passphrase", "passphrase": "three wrong words"}
        )
        asked = ask_for_code(ref, way)
        code = asked.post(f"/{way}/code", {"code": "000000"})
        said.append(
            (
                *tuple(TOKEN.sub("", one.content.decode()).replace(ref, "REF") for one in (page, code)),
                page.status_code,
                code.status_code,
            )
        )
    assert said[0] == said[1] == said[2]


def test_another_session_does_not_reach_a_form_by_its_reference(world):
    form = a_form()
    for path in ("", "check", "about/worry", "files", "later", "sent", "copy.pdf"):
        assert Client().get(form.at(path)).status_code == 403
    for path in ("send", "files/add", "save/worry", "about/worry", "later"):
        assert Client().post(form.at(path), {"worry": "changed"}).status_code in {401, 403}
    with acting(Actor.service("drafts"), now()):
        assert Draft.objects.get(ref=form.ref).submitted_at is None


def test_what_is_typed_after_the_form_was_sent_is_shown_back(world):
    form = a_form()
    form.send()
    page = form.client.post(form.at("about/worry"), {"worry": "And one more thing.", "danger": "no"})
    assert page.status_code == 409
    assert "And one more thing." in page.content.decode()
