"""What may be done with entries of the directory."""

from mash.registers.directory.actions.posts import (
    add_post,
    add_team,
    end_post,
    end_stand_in,
    end_team,
    set_holder,
    stand_in,
)
from mash.registers.directory.actions.ways import add_way, check_way, correct_way, end_way, report_wrong
from mash.registers.directory.actions.words import install_words, set_check_period

__all__ = [
    "add_post",
    "add_team",
    "add_way",
    "check_way",
    "correct_way",
    "end_post",
    "end_stand_in",
    "end_team",
    "end_way",
    "install_words",
    "report_wrong",
    "set_check_period",
    "set_holder",
    "stand_in",
]
