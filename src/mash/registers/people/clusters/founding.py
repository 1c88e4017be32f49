"""A person's own row, from what the record that founds it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mash.registers.people.models import Address, Person, Record
from mash.registers.people.rules import Said, as_date, fold, fold_place


def person_of(record: Record) -> Person:
    """An unsaved person with the names and dates that the record says; what does not fit is left to the record."""
    said: Said = record.said
    given, family = said.get("given_name", ""), said.get("family_name", "")
    plain = {
        "given_name": given,
        "family_name": family,
        "known_as": said.get("known_as", ""),
        "sex": said.get("sex", ""),
        "nhs_number": said.get("nhs_number", ""),
        "upn": said.get("upn", ""),
        "phone": said.get("phone", ""),
        "given_key": fold(given),
        "family_key": fold(family),
    }
    return Person(
        date_of_birth=as_date(said.get("born")),
        expected_date=as_date(said.get("expected")),
        founder=record,
        **{name: value for name, value in plain.items() if len(value) <= _LONGEST[name]},
    )


_LONGEST: Mapping[str, int] = {
    one.name: one.max_length
    for one in Person._meta.concrete_fields  # noqa: SLF001 - Django documents it
    if one.max_length is not None
}


def address_of(person: Person, record: Record, at: datetime) -> Address | None:
    """An unsaved address where the record says one."""
    said: Said = record.said
    address = said.get("address") or {}
    lines, postcode = address.get("lines", ""), address.get("postcode", "")
    key = fold_place(postcode, lines)
    if not (lines or postcode) or len(lines) > 500 or len(postcode) > 10 or len(key) > 120:
        return None
    return Address(
        person=person, record=record, lines=lines, postcode=postcode, place_key=key, from_on=at.date()
    )
