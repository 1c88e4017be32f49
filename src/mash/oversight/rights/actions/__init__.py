"""The only code that writes requests by the people whom the hub writes about."""

from mash.oversight.rights.actions.answer import (
    give,
    lift,
    look,
    note_beside,
    restrict_processing,
    take_back,
)
from mash.oversight.rights.actions.prepare import (
    MarkSaid,
    answer_consultation,
    assess,
    check,
    consult,
    mark,
    record_opinion,
    start_check,
    submit,
    withdraw_consultation,
)
from mash.oversight.rights.actions.receive import (
    accept,
    ask_clarification,
    clarified,
    end,
    extend,
    receive,
    take_over,
)
from mash.oversight.rights.actions.search import find_people, name_person, search

__all__ = [
    "MarkSaid",
    "accept",
    "answer_consultation",
    "ask_clarification",
    "assess",
    "check",
    "clarified",
    "consult",
    "end",
    "extend",
    "find_people",
    "give",
    "lift",
    "look",
    "mark",
    "name_person",
    "note_beside",
    "receive",
    "record_opinion",
    "restrict_processing",
    "search",
    "start_check",
    "submit",
    "take_back",
    "take_over",
    "withdraw_consultation",
]
