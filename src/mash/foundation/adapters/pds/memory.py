"""A register in memory that answers as the service does, for tests."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from nhs_number.validate import is_valid

from mash.foundation.adapters.pds.values import Answer, Match, Outcome, Patient, Search, fits, found


class MemoryPds:
    """Knows whom it was given with `keep`. `asked` are the questions; `failure`, if set, answers each of them."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.asked: list[tuple[UUID, str | Search]] = []
        self.failure: Answer | None = None
        self._patients: dict[str, Patient] = {}
        self._replaced: dict[str, str] = {}

    def keep(self, patient: Patient, *, replaces: str = "") -> None:
        """Hold this patient; `replaces` is an earlier number of theirs."""
        self._patients[patient.nhs_number] = patient
        if replaces:
            self._replaced[replaces] = patient.nhs_number

    def by_number(self, nhs_number: str, *, request: UUID, at: datetime) -> Answer:  # noqa: ARG002 - the port's signature
        self.asked.append((request, nhs_number))
        if self.failure:
            return self.failure
        if not is_valid(nhs_number):
            return Answer(Outcome.FAILED, reason="INVALID_RESOURCE_ID")
        held = self._patients.get(self._replaced.get(nhs_number, nhs_number))
        if held is None:
            return Answer(Outcome.NONE, reason="RESOURCE_NOT_FOUND")
        return found([Match(held, replaces=nhs_number if held.nhs_number != nhs_number else "")])

    def search(self, wanted: Search, *, request: UUID, at: datetime) -> Answer:  # noqa: ARG002 - the port's signature
        self.asked.append((request, wanted))
        if self.failure:
            return self.failure
        if not fits(wanted):
            return Answer(Outcome.FAILED, reason="INVALID_SEARCH_DATA")
        scored = [(one, _score(wanted, one)) for one in self._patients.values()]
        least = 1.0 if wanted.exact else 0.1
        matches = [Match(one, score) for one, score in scored if score >= least]
        return Answer(Outcome.TOO_MANY) if len(matches) > wanted.max_results else found(matches)


def _score(wanted: Search, one: Patient) -> float:
    """1 where all that is said agrees, .8 for names that sound or are turned round, 0 for strangers."""
    # The service leaves restricted patients out wherever the question says where they may be.
    if (one.restricted and wanted.postcode) or not wanted.born or wanted.born.isoformat() != one.born:
        return 0.0
    said = ((wanted.gender, one.gender), (wanted.phone, one.phone), (wanted.email, one.email))
    if any(asked and asked.casefold() != held.casefold() for asked, held in said):
        return 0.0
    place = one.address.postcode if one.address else ""
    if wanted.postcode and _plain(wanted.postcode) != _plain(place):
        return 0.0
    asked, held = (
        (_plain(names[0]), _plain(" ".join(names[1:])))
        for names in ((wanted.family, *wanted.given), (one.family, *one.given[: len(wanted.given)]))
    )
    if asked == held:
        return 1.0
    alike = asked[0][:1] == held[0][:1] and asked[1][:1] == held[1][:1]
    return 0.8 if wanted.fuzzy and (alike or asked == held[::-1]) else 0.0


def _plain(text: str) -> str:
    return text.replace(" ", "").casefold()
