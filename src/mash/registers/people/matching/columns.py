"""Which column of an agency's file says what: guessed from its heading, for a person to correct."""

from __future__ import annotations

import re
from collections.abc import Sequence

FIELDS = {
    "id": ("id", "rec_id", "record_id", "unique_id", "q_id", "query_id", "client_id", "person_ref", "case_ref", "key", "urn"),
    "given_name": ("given_name", "first_name", "forename", "forename_1", "given", "first", "christian_name", "fname"),
    "middle_name": ("middle_name", "middle_names", "second_forename", "other_names", "middle", "forename_2"),
    "family_name": ("family_name", "surname", "last_name", "family", "last", "lname", "sname"),
    "full_name": ("full_name", "name", "person_name", "display_name"),
    "date_of_birth": ("date_of_birth", "dob", "birth_date", "birthdate", "born", "d_o_b", "birth_dt"),
    "sex": ("sex", "gender", "sex_at_birth", "gender_code", "sex_code"),
    "street_number": ("street_number", "house_number", "house_no", "number", "building_number", "paon"),
    "address": ("address", "address_1", "address_line_1", "address1", "street", "street_address", "addr1", "line_1"),
    "address_2": ("address_2", "address_line_2", "address2", "addr2", "line_2", "locality"),
    "town": ("town", "city", "suburb", "post_town", "address_3", "place", "address_line_3"),
    "postcode": ("postcode", "post_code", "zip", "zipcode", "zip_code", "postal_code", "pcode", "postcode_fake"),
    "phone": ("phone", "telephone", "mobile", "phone_number", "telephone_number", "mobile_number", "tel", "contact_number"),
    "email": ("email", "e_mail", "email_address", "mail"),
    "nhs_number": ("nhs_number", "nhs_no", "nhs", "nhsnumber", "nhs_num"),
    "upn": ("upn", "unique_pupil_number"),
    "identifier": ("soc_sec_id", "ssn", "social_security_number", "national_id", "nino", "ni_number", "national_insurance_number"),
    "birth_place": ("birth_place", "birthplace", "place_of_birth"),
    "occupation": ("occupation", "job", "profession"),
    "agency": ("agency", "source", "source_dataset", "organisation", "supplier"),
    "household": ("household_id", "household", "hh_id"),
    "truth": ("person_id", "cluster", "cluster_id", "entity_id", "true_id", "truth", "ent_id"),
}  # fmt: skip
_BY_HEADING = {heading.replace("_", ""): field for field, headings in FIELDS.items() for heading in headings}


def plain_heading(heading: str) -> str:
    """A heading without case, blanks and punctuation: `plain_heading(" Date of Birth ") == "dateofbirth"`."""
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


def guess(header: Sequence[str]) -> dict[str, str]:
    """Column → field of `FIELDS`, each field at most once, for the headings that are understood.

    The first column that means a field keeps it. Without a column for the parts of a name, one for the whole serves.
    """
    found: dict[str, str] = {}
    for column in header:
        field = _BY_HEADING.get(plain_heading(column))
        if field and field not in found.values():
            found[column] = field
    parts = {"given_name", "family_name"} & set(found.values())
    return {column: field for column, field in found.items() if not (field == "full_name" and parts)}
