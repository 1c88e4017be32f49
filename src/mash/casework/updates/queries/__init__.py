"""What others read of updates."""

from mash.casework.updates.queries.notices import (
    NOTICES,
    about_people,
    counts_of_notices,
    get_notice,
    notices_about,
    notices_of,
)
from mash.casework.updates.queries.suggested import Suggested, Waiting, at_hub, beside, for_case, for_contact
from mash.casework.updates.queries.updates import (
    QUEUES,
    accepted_among,
    came,
    counts,
    get,
    of_hub,
    of_matter,
    overdue,
    re_referrals,
)

__all__ = [
    "NOTICES",
    "QUEUES",
    "Suggested",
    "Waiting",
    "about_people",
    "accepted_among",
    "at_hub",
    "beside",
    "came",
    "counts",
    "counts_of_notices",
    "for_case",
    "for_contact",
    "get",
    "get_notice",
    "notices_about",
    "notices_of",
    "of_hub",
    "of_matter",
    "overdue",
    "re_referrals",
]
