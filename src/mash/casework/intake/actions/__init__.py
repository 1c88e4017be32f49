"""What may be done at the hub's door."""

from mash.casework.intake.actions.classify import classify
from mash.casework.intake.actions.feedback import give_feedback
from mash.casework.intake.actions.receive import receive, receive_all

__all__ = ["classify", "give_feedback", "receive", "receive_all"]
