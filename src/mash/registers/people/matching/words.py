"""What a level of agreement says, in words; and what a source said, as the columns that are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mash.registers.people.rules import Said

SENTENCES: dict[str, dict[str, str]] = {
    "given": {
        "same": "same first name", "variant": "first name in another form", "near": "first name spelt nearly alike",
        "part": "one first name is part of the other", "middle": "first name is the other's middle name",
        "alike": "first names alike", "different": "different first name", "swapped": "names the other way round",
    },
    "family": {
        "same": "same family name", "near": "family name spelt nearly alike",
        "part": "one family name is part of the other", "alike": "family names alike",
        "different": "different family name",
    },
    "middle": {
        "same": "same middle name", "initial": "same middle initial", "near": "middle name spelt nearly alike",
        "different": "different middle name",
    },
    "born": {
        "same": "same date of birth", "swapped": "day and month of birth swapped",
        "near": "date of birth one digit apart", "two_parts": "two of day, month and year of birth the same",
        "part": "date of birth agrees as far as it is known", "different": "different date of birth",
    },
    "sex": {"same": "same sex", "different": "different sex"},
    "place": {
        "same": "same address", "dwelling": "same address, postcode nearly or not given",
        "dwelling_moved": "same number and street, other postcode",
        "postcode_and_part": "same postcode, address nearly", "postcode": "only the same postcode", "street": "only the same street",
        "district": "only the same district", "different": "different address",
    },
    "phone": {"same": "same telephone", "near": "telephone one digit apart", "different": "different telephone"},
    "nhs_number": {
        "same": "same NHS number", "near": "NHS number one digit apart", "different": "different NHS number",
    },
    "upn": {"same": "same pupil number", "different": "different pupil number"},
    "identifier": {
        "same": "same identifier", "near": "identifier one digit apart", "different": "different identifier",
    },
    "email": {"same": "same e-mail", "near": "e-mail nearly alike", "different": "different e-mail"},
    "birth_place": {
        "same": "same place of birth", "near": "place of birth nearly alike", "different": "different place of birth",
    },
    "occupation": {"same": "same occupation", "different": "different occupation"},
}  # fmt: skip


_PLAIN = (
    "given_name", "middle_name", "family_name", "full_name", "sex", "phone", "email", "nhs_number", "upn", "identifier",
)  # fmt: skip


def values_of(said: Said | Mapping[str, object]) -> dict[str, str]:
    """What a source said of a person, as the columns of `table.FIELDS`; what cannot be compared is left out."""
    found = {
        field: str(said[field])
        for field in (
            "given_name",
            "middle_name",
            "family_name",
            "sex",
            "phone",
            "email",
            "nhs_number",
            "upn",
        )
        if said.get(field)
    }
    born = said.get("born")
    if isinstance(born, Mapping) and born.get("year"):
        parts = [f"{int(born['year']):04}"]
        if born.get("month"):
            parts += [f"{int(born['month']):02}"]
            if born.get("day"):
                parts += [f"{int(born['day']):02}"]
        found["date_of_birth"] = "-".join(parts)
    address = said.get("address")
    if isinstance(address, Mapping):
        found |= _address(str(address.get("lines") or ""), str(address.get("postcode") or ""))
        if address.get("town"):
            found["town"] = str(address["town"])
    return found


def _address(lines: str, postcode: str) -> dict[str, str]:
    """A home as it is written in one field: up to its last number's part it is the dwelling, the last part is the town."""
    parts = [part.strip() for part in re.split(r"[,\n]", lines) if part.strip()]
    numbered = [place for place, part in enumerate(parts) if any(letter.isdigit() for letter in part)]
    # "Flat 2, 14 High Street, Ash" and "14, High Street, Ash": a part that is only a number goes on in the next.
    until = (numbered[-1] if numbered else 0) + 1
    if numbered and until < len(parts) and not any(letter.isalpha() for letter in parts[until - 1]):
        until += 1
    found = {"address": ", ".join(parts[:until]), "postcode": postcode}
    if len(parts) > until:
        found["town"] = parts[-1]
    return {field: value for field, value in found.items() if value}
