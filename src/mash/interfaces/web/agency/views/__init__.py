"""The room's pages: the inbox, one request, the answer about one person, and checking before sending."""

from mash.interfaces.web.agency.views.answer import answer, autosave
from mash.interfaces.web.agency.views.check import check, correct, discard
from mash.interfaces.web.agency.views.inbox import inbox
from mash.interfaces.web.agency.views.request import acknowledge, request_page
from mash.interfaces.web.agency.views.uses import uses

__all__ = [
    "acknowledge",
    "answer",
    "autosave",
    "check",
    "correct",
    "discard",
    "inbox",
    "request_page",
    "uses",
]
