"""Words that every floor uses: who acts, what is referred to, and whether something is allowed."""

from mash.foundation.kernel.actor import Actor
from mash.foundation.kernel.ids import public_id, reference, seeded
from mash.foundation.kernel.refs import Ref
from mash.foundation.kernel.result import ALLOWED, Allowed, Refused, Verdict

__all__ = [
    "ALLOWED",
    "Actor",
    "Allowed",
    "Ref",
    "Refused",
    "Verdict",
    "public_id",
    "reference",
    "seeded",
]
