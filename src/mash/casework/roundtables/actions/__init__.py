"""What is done with a round table."""

from mash.casework.roundtables.actions.calling import answer, call, call_off, invite, move, withdraw
from mash.casework.roundtables.actions.common import ANSWER, APPROVE, CALL, VIEW, WRITE
from mash.casework.roundtables.actions.concluding import Plan, chase, conclude, finish, give, to_chase
from mash.casework.roundtables.actions.minutes import acknowledge, approve, circulate, correct, take_out
from mash.casework.roundtables.actions.seating import seat
from mash.casework.roundtables.actions.sitting import attend, begin, end
from mash.casework.roundtables.actions.writing import EntrySaid, Supposed, rewrite, say, suppose, write

__all__ = [
    "ANSWER",
    "APPROVE",
    "CALL",
    "VIEW",
    "WRITE",
    "EntrySaid",
    "Plan",
    "Supposed",
    "acknowledge",
    "answer",
    "approve",
    "attend",
    "begin",
    "call",
    "call_off",
    "chase",
    "circulate",
    "conclude",
    "correct",
    "end",
    "finish",
    "give",
    "invite",
    "move",
    "rewrite",
    "say",
    "seat",
    "suppose",
    "take_out",
    "to_chase",
    "withdraw",
    "write",
]
