"""What is done on a pathway."""

from mash.casework.pathways.actions.begin import begin
from mash.casework.pathways.actions.clocks import count_anew
from mash.casework.pathways.actions.consider import consider
from mash.casework.pathways.actions.stepping import step, take_back
from mash.casework.pathways.actions.telling import tell_of_time

__all__ = ["begin", "consider", "count_anew", "step", "take_back", "tell_of_time"]
