"""What may be done with information between agencies."""

from mash.casework.sharing.actions.answer import acknowledge, answer, save_working
from mash.casework.sharing.actions.ask import ask, record_openness, withdraw

__all__ = ["acknowledge", "answer", "ask", "record_openness", "save_working", "withdraw"]
