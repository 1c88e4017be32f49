"""What the subcommands share: a source by its key, and a reconciliation in print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mash.cli.errors import UserError
from mash.cli.printing import show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mash.casework.notifications.models import Batch, Source
    from mash.casework.notifications.queries import Reconciliation


def source_of(key: str, at: datetime) -> Source:
    """Raises UserError with the keys that there are."""
    from mash.casework.notifications import queries
    from mash.casework.notifications.permissions import CONSOLE
    from mash.foundation.visibility import acting

    with acting(CONSOLE, at):
        found = {one.key: one for one in queries.sources()}
    if key not in found:
        keys = ", ".join(sorted(found))
        raise UserError(f"There is no source {key}. There are: {keys or 'none yet: ./mash intake source'}.")
    return found[key]


def mapping_in(path: Path | None) -> Any:
    """The JSON of a mapping file; None without one. Raises UserError."""
    if path is None:
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.") from None
    except ValueError as error:
        raise UserError(f"{path} is not JSON: {error}.") from None


def print_reconciliation(
    batches: Sequence[Batch],
    *,
    at: datetime,
    as_json: bool,
    total: Reconciliation | None = None,
    **about: Any,
) -> int:
    """Print what was sent against what became of it, or `total`; the exit status says whether it adds up."""
    from mash.casework.notifications import problems, queries
    from mash.casework.notifications.permissions import CONSOLE
    from mash.foundation.visibility import acting

    with acting(CONSOLE, at):
        found = total or queries.reconcile(batches)
        reasons = queries.reasons_of(batches)
    said: dict[str, Any] = {**about, **found.as_json()}
    failures = [one.failure for one in batches if one.failure]
    if as_json:
        said["reasons"] = [
            {"code": code, "column": column, "rows": rows, "sentence": problems.sentence(code)}
            for code, column, rows in reasons
        ]
        said["failures"] = failures
        show(said, as_json=True)
    else:
        show({name: "-" if value is None else value for name, value in said.items()}, as_json=False)
        print(
            f"{found.sent} sent = {found.received} received + {found.duplicates} duplicates + {found.rejected} rejected "
            f"+ {found.waiting} waiting"
        )
        for code, column, rows in reasons:
            print(f"{rows:>8} rejected: {f'{column}: ' if column else ''}{problems.sentence(code)}")
        for sentence in failures:
            print(f"Not read to its end: {sentence}")
        if not found.adds_up:
            print("It does not add up.")
    return 0 if found.adds_up else 1
