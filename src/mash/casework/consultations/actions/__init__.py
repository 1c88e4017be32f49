"""What is done with a question to the desk."""

from mash.casework.consultations.actions.chase import chase, forget, to_chase
from mash.casework.consultations.actions.contact import join, make_contact, part
from mash.casework.consultations.actions.outcome import look, tell
from mash.casework.consultations.actions.record import advise, record

__all__ = ["advise", "chase", "forget", "join", "look", "make_contact", "part", "record", "tell", "to_chase"]
