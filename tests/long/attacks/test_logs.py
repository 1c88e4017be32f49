"""A log holds what happened and where in the code, and nothing of whom or what it was about."""

from __future__ import annotations

import io
import logging

import pytest
from django.db import DatabaseError, connection, transaction
from tests.long.attacks.conftest import canaries

from mash.interfaces.web.logs import RouteOnly

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(monkeypatch):
    """What the project's own handler writes."""
    (handler,) = [
        one
        for one in logging.getLogger().handlers
        if any(isinstance(each, RouteOnly) for each in one.filters)
    ]
    monkeypatch.setattr(handler, "stream", io.StringIO())
    return handler.stream


def test_addresses_and_references_stand_in_no_log(scene, log):
    browser = scene.browser("screener")
    for path in (
        f"/cases/{scene.hidden['matter']}/",
        "/desk/people/CANARY-name",
        f"/requests/{scene.open['request']}/",
    ):
        assert browser.get(path).status_code in {403, 404}
    browser.get("/", headers={"Host": "evil.example"})
    said = log.getvalue()
    assert "404 GET cases:case" in said
    assert scene.hidden["matter"] not in said
    assert scene.open["request"] not in said
    assert canaries(said) == set()


def test_an_error_is_logged_with_its_lines_and_without_its_words(db):
    typed = "CANARY-worry"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [typed])
    except DatabaseError as error:
        record = logging.LogRecord(
            "django.request", logging.ERROR, __file__, 1, "x", None, (type(error), error, error.__traceback__)
        )
    assert RouteOnly().filter(record)
    said = logging.Formatter("{message}", style="{").format(record)
    assert typed not in said
    assert "test_logs.py" in said
    assert "psycopg.errors.InvalidTextRepresentation" in said
