"""Sessions in the database, which tell a database that failed from a session that is gone.

Django reports both as an interrupted session and answers 400, as if the browser were at fault; a failure has its own
page, which says that nothing was received and keeps what was typed.
"""

from __future__ import annotations

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.db import InterfaceError, OperationalError


class SessionStore(DatabaseSession):
    """Raises the database's own OperationalError or InterfaceError where saving failed for that."""

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from None
            raise
