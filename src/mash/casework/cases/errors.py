"""What can go wrong with a case, apart from refusals."""

from __future__ import annotations

from mash.foundation.kernel import Refused


def stale() -> Refused:
    return Refused(
        "cases:case:stale", "A colleague has changed this case since you opened it. Both versions are below."
    )
