"""The only code that writes standards and code lists: installed from documents, or kept by a hub's manager."""

from mash.registers.standards.actions.install import (
    DATA,
    install_defaults,
    install_missing,
    load_codes,
    load_standard,
)
from mash.registers.standards.actions.keep import (
    draft_next,
    drop,
    remove_line,
    set_head,
    set_line,
)
from mash.registers.standards.actions.settle import bring_into_force, judge, lay_open

__all__ = [
    "DATA",
    "bring_into_force",
    "draft_next",
    "drop",
    "install_defaults",
    "install_missing",
    "judge",
    "lay_open",
    "load_codes",
    "load_standard",
    "remove_line",
    "set_head",
    "set_line",
]
