"""What may be done with a package."""

from mash.casework.disclosure.actions.check import check, drop, submit, take_back
from mash.casework.disclosure.actions.consent import answer_consent, ask_consent
from mash.casework.disclosure.actions.make import change, choose, choose_addresses, make, redact
from mash.casework.disclosure.actions.recall import recall
from mash.casework.disclosure.actions.receive import (
    acknowledge,
    acknowledge_link,
    find_link,
    open_link,
    open_page,
)
from mash.casework.disclosure.actions.send import hand_over, preview, send

__all__ = [
    "acknowledge",
    "acknowledge_link",
    "answer_consent",
    "ask_consent",
    "change",
    "check",
    "choose",
    "choose_addresses",
    "drop",
    "find_link",
    "hand_over",
    "make",
    "open_link",
    "open_page",
    "preview",
    "recall",
    "redact",
    "send",
    "submit",
    "take_back",
]
