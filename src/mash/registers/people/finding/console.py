"""What the commands on a server read for whoever runs it: as the service `matching`, numbers and comparisons only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from mash.foundation.visibility import acting
from mash.registers.people.finding.engine import MATCHING
from mash.registers.people.finding.model import model_at
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Identification, Record


def model_that_weighs(*, at: datetime) -> Model:
    """The model in force, or the one that a hub begins with."""
    with acting(MATCHING, at):
        return model_at(at)[1]


def persons_of(records: Collection[int], *, at: datetime) -> dict[int, str]:
    """The public id of the person whom each record is of."""
    with acting(MATCHING, at):
        rows = Identification.objects.filter(record__in=list(records), undone_at__isnull=True)
        return dict(rows.values_list("record_id", "person__public_id"))


def said_by(public: str, *, at: datetime) -> dict[str, str] | None:
    """What a record says, or the latest record of a person, as compared; None where there is neither."""
    with acting(MATCHING, at):
        of_person = Q(identifications__person__public_id=public, identifications__undone_at__isnull=True)
        record = Record.objects.filter(Q(public_id=public) | of_person, live=True).order_by("-pk").first()
        return values_of(record.said) if record else None
