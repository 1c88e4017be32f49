"""What can be wrong with a notification, by code: what kept it out, and what was only odd.

What is odd in one cell has the codes and sentences of people's lists (`people.feeds.problems`), where it was written once.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mash.registers.people.feeds import problems as lists

REJECTED: Final[dict[str, Promise]] = {
    "columns": lists.ASIDE["columns"],
    "quote": lists.ASIDE["quote"],
    "long": _("The row holds more text than any notification does."),
    "no-reference": _(
        "The force’s reference is missing, so the notification could never be told from another."
    ),
    "long-reference": _("The force’s reference is longer than 60 characters."),
    "long-summary": _("The account is longer than 20,000 characters. Nothing was cut: ask for it in parts."),
    "nothing-said": _("It says neither what happened nor whom it is about."),
    "no-desk": _("It says a population for which the hub has no desk."),
    "not-stored": _("The database refused what it says. Ask whoever runs the system."),
}
"""The row became no contact; it is put right here, or by the force in its next file."""

NOTED: Final[dict[str, Promise]] = {
    "role": _("The role is not in the mapping. It was taken from the person’s age."),
    "answer": _("The answer is neither yes, no nor not known. It was kept as it was written."),
    "nobody": _("Nobody is named. The account is kept with a person who is not known."),
}


def sentence(code: str) -> str:
    """The sentence for a code."""
    return str(REJECTED.get(code) or NOTED.get(code) or lists.sentence(code))
