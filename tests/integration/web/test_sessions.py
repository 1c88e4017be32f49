"""A database that fails while a session is saved is the server's failure, not the browser's."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError

from mash.interfaces.web.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved():
    session = SessionStore()
    session["draft"] = "X"
    session.save()
    return session


def test_a_failing_database_is_told_as_such(saved, monkeypatch):
    def fails(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(Session, "save", fails)
    with pytest.raises(OperationalError):
        saved.save()


def test_a_session_that_is_gone_is_still_told_as_gone(saved):
    saved.delete()
    with pytest.raises(UpdateError):
        saved.save()
