"""What a section of the form is: a Form class, whom it concerns, and whether there may be several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import GovForm, SelectField
from mash.interfaces.web.components.words import LONDON
from mash.registers.standards import queries as standards

BOTH = ("children", "adults")
LEVELS = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides which questions concern this person: from the answers so far."""

    population: str
    at: datetime
    klass: str = ""
    unborn: bool = False
    types: tuple[str, ...] = ()

    @property
    def professional(self) -> bool:
        return self.klass == "professional"


class SectionForm(GovForm):
    """A section's questions. All answers but those of the urgent path are optional.

    `lists` names the code list of a choice field ("{population}" is filled in); `conditional` says which fields
    hang on which answer; `secret` names fields that stand in no copy, message or document; `shape` holds
    options of how a field is drawn.
    """

    lists: ClassVar[Mapping[str, str]] = {}
    conditional: ClassVar[Mapping[str, Mapping[str, tuple[str, ...]]]] = {}
    secret: ClassVar[frozenset[str]] = frozenset()
    shape: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, today=facts.at.astimezone(LONDON).date(), **kwargs)
        self.facts = facts
        for name, key in self.lists.items():
            field: Any = self.fields[name]
            found = standards.choices(key.format(population=facts.population), at=facts.at)
            field.choices = [("", _("Choose")), *found] if isinstance(field, SelectField) else found
        self.prepare(facts)

    def prepare(self, facts: Facts) -> None:
        """Take out what does not concern this person."""

    def leave_out(self, *names: str) -> None:
        """Take questions out of the form."""
        for name in names:
            self.fields.pop(name, None)

    @property
    def top(self) -> list[str]:
        """The fields that stand by themselves, in order."""
        hanging = {name for parts in self.conditional.values() for names in parts.values() for name in names}
        return [name for name in self.fields if name not in hanging]


def _everyone(facts: Facts) -> bool:
    del facts
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of questions; with `many`, a list of such pages. `concerns` says whom it is shown to."""

    key: str
    title: Any
    form: type[SectionForm]
    group: Any = ""
    hint: Any = ""
    one: Any = ""
    populations: tuple[str, ...] = BOTH
    many: bool = False
    concerns: Callable[[Facts], bool] = _everyone

    def shown(self, facts: Facts) -> bool:
        return facts.population in self.populations and self.concerns(facts)
