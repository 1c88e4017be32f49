"""Asking the NHS Personal Demographics Service: the port `Pds`, chosen by the setting MASH_PDS.

The facts of its FHIR R4 interface are in NHS England's own specification,
https://digital.nhs.uk/developer/api-catalogue/personal-demographics-service-fhir.
"""

from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mash.foundation.adapters.pds.fhir import FhirPds
from mash.foundation.adapters.pds.memory import MemoryPds
from mash.foundation.adapters.pds.signing import SignIn, private_key
from mash.foundation.adapters.pds.values import Address, Answer, Match, Outcome, Patient, Pds, Search

__all__ = [
    "Address",
    "Answer",
    "FhirPds",
    "Match",
    "MemoryPds",
    "NullPds",
    "Outcome",
    "Patient",
    "Pds",
    "Search",
    "in_memory",
    "is_on",
    "pds",
]

KINDS: Final = ("off", "memory", "fhir")
_OFF: Final = Answer(Outcome.FAILED, reason="off")
_SECRETS: Final = ("MASH_PDS_API_KEY", "MASH_PDS_KEY_ID", "MASH_PDS_KEY_FILE")

in_memory: Final = MemoryPds()
"""The register behind MASH_PDS=memory, for tests."""


class NullPds:
    """Stands where no register may be asked: it asks nobody and says so."""

    def by_number(self, nhs_number: str, *, request: UUID, at: datetime) -> Answer:  # noqa: ARG002 - the port's signature
        return _OFF

    def search(self, wanted: Search, *, request: UUID, at: datetime) -> Answer:  # noqa: ARG002 - the port's signature
        return _OFF


def is_on() -> bool:
    """Whether this installation may ask at all."""
    return _kind() != "off"


def pds() -> Pds:
    """The register that MASH_PDS names: off (default), memory or fhir.

    fhir reads MASH_PDS_URL, _TOKEN_URL, _API_KEY, _KEY_ID, _KEY_FILE and _ODS. Raises ImproperlyConfigured when a
    setting that it needs is missing or wrong.
    """
    kind = _kind()
    if kind == "off":
        return NullPds()
    if kind == "memory":
        return in_memory
    given = {name: str(getattr(settings, name, "")) for name in _SECRETS}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise ImproperlyConfigured(
            f"MASH_PDS=fhir needs {', '.join(missing)}: see docs/how-to/look-up-in-pds.md."
        )
    return _fhir(
        url=settings.MASH_PDS_URL,
        token_url=settings.MASH_PDS_TOKEN_URL,
        api_key=given["MASH_PDS_API_KEY"],
        key_id=given["MASH_PDS_KEY_ID"],
        key_file=given["MASH_PDS_KEY_FILE"],
        ods=settings.MASH_PDS_ODS,
    )


def _kind() -> str:
    kind: str = getattr(settings, "MASH_PDS", "off")
    if kind not in KINDS:
        raise ImproperlyConfigured(f"MASH_PDS is one of {', '.join(KINDS)}, and not {kind!r}.")
    return kind


@cache
def _fhir(*, url: str, token_url: str, api_key: str, key_id: str, key_file: str, ods: str) -> Pds:
    # One for the process, so that its token is used until it runs out.
    sign_in = SignIn(token_url, api_key=api_key, key_id=key_id, key=private_key(key_file))
    return FhirPds(url, sign_in=sign_in, ods=ods)
