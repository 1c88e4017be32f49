"""The agreements that ship, for a hub that begins: drafted from `data/` and left to its agencies to sign."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from mash.foundation.kernel import Actor, Refused
from mash.registers.agencies.models import Agency
from mash.registers.agreements.actions import agree, lay_open, load, sign
from mash.registers.agreements.errors import SetUpError
from mash.registers.agreements.models import Version

DATA: Final = Path(__file__).parent / "data"
SHIPPED: Final = ("memorandum", "hub-schedule")
ENCOMPASS: Final = ("encompass",)
"""The schedule by which schools are told of domestic abuse at home, for hubs that take part. It stands under the memorandum."""


def shipped(names: Iterable[str] = SHIPPED) -> Iterator[dict[str, Any]]:
    """The documents that ship, the memorandum first."""
    for name in names:
        yield tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def set_up_signed(
    *,
    by: Actor,
    at: datetime,
    agencies: Iterable[Agency],
    signed: date,
    review_by: date,
    post: str,
    names: Iterable[str] = SHIPPED,
) -> list[Version]:
    """The shipped agreements, or those of these `names`, signed by these agencies on a day and in force from it: for a
    demo's or a test's hub.

    Raises SetUpError where an action refuses.
    """
    parties = list(agencies)
    found = []
    for document in shipped(names):
        document["review_by"] = review_by
        document["signatory"] = [{"agency": one.key} for one in parties]
        version = _done(load(document, by=by, at=at))
        if version.state == Version.State.DRAFT:
            version = _done(lay_open(by=by, at=at, version=version))
            for agency in parties:
                _done(
                    sign(
                        by=by,
                        at=at,
                        version=version,
                        agency=agency,
                        name=agency.name,
                        post=post,
                        signed_on=signed,
                        paper=document["title"],
                    )
                )
            version = _done(agree(by=by, at=at, version=version, starts=signed))
        found.append(version)
    return found


def _done[T](value: T | Refused) -> T:
    if isinstance(value, Refused):
        raise SetUpError(value.code)
    return value
