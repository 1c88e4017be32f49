"""What may be done with a case."""

from mash.casework.cases.actions.assign import assign
from mash.casework.cases.actions.attention import clear_attention, note, tell_of_overdue
from mash.casework.cases.actions.births import another_born, born, correct_birth, not_born
from mash.casework.cases.actions.children import add_child_near, consider_child
from mash.casework.cases.actions.closing import clear_match, close, end_closings
from mash.casework.cases.actions.decide import confirm, decide, protect, reopen
from mash.casework.cases.actions.hidden import may_be_known
from mash.casework.cases.actions.look import look_at_history, present_now, say_present
from mash.casework.cases.actions.people import add_person
from mash.casework.cases.actions.routing import Routed, route, route_all
from mash.casework.cases.actions.sealed import instruct, rely
from mash.casework.cases.actions.times import tell_of_time
from mash.casework.cases.actions.triage import ask_agency, claim, rate

__all__ = [
    "Routed",
    "add_child_near",
    "add_person",
    "another_born",
    "ask_agency",
    "assign",
    "born",
    "claim",
    "clear_attention",
    "clear_match",
    "close",
    "confirm",
    "consider_child",
    "correct_birth",
    "decide",
    "end_closings",
    "instruct",
    "look_at_history",
    "may_be_known",
    "not_born",
    "note",
    "present_now",
    "protect",
    "rate",
    "rely",
    "reopen",
    "route",
    "route_all",
    "say_present",
    "tell_of_overdue",
    "tell_of_time",
]
