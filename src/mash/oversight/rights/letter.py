"""What goes to whoever asked: the package, and the words of the letter before it.

The sentence on what is not given is the same in every letter. Whether anything was left out without a trace, is under seal
or is in a case that the hub keeps to named people, nobody can tell from it: section 45(5) of the Data Protection Act 2018
and the exemptions of Schedule 2 allow that it is not said.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.foundation.documents import Template, render
from mash.foundation.documents.redaction import Burned, sections_data, withheld_data
from mash.foundation.kernel.time import LONDON
from mash.oversight.rights.models import RightsRequest

NEUTRAL: Final = "We have given you what you are entitled to."
COMPLAIN: Final = (
    "You can ask us to look again, and complain to us. You can also complain to the Information Commissioner (ico.org.uk), "
    "or ask a court to order that your rights are met."
)
RIGHTS: Final = (
    "You can ask us to correct what is wrong, to erase it, or to stop using it, and you can object to its use.",
    "It came from the agencies and people named beside each part. It is kept as long as the hub’s schedule says.",
    "It is shared with those who need it to protect somebody.",
)
_GATEWAY: Final = {
    "self": "You asked for a copy of what is held about you",
    "representative": "You asked with the authority of the person whom it is about",
    "parent": "You asked for a child for whom you have parental responsibility",
    "court": "A court asked for it",
    "police": "You asked for it for the purpose recorded with your request",
}
_LAW: Final = {
    "uk-gdpr": "UK GDPR, Article 15.",
    "part-3": "Data Protection Act 2018, section 45.",
    "court-order": "Data Protection Act 2018, Schedule 2, paragraph 5(2).",
    "legal-proceedings": "Data Protection Act 2018, Schedule 2, paragraph 5(3).",
    "crime-tax": "Data Protection Act 2018, Schedule 2, paragraph 2.",
    "protect-public": "Data Protection Act 2018, Schedule 2, paragraph 7.",
}


def package(request: RightsRequest, made: Burned, *, at: datetime) -> bytes:
    """The PDF as it goes out. What was left out is in no part of it: `made` never held it."""
    day = at.astimezone(LONDON)
    return render(
        Template.PACKAGE,
        {
            "service": request.hub.name,
            "title": "What is held about you" if request.route == "self" else "What is held",
            "reference": request.ref,
            "phone": request.hub.phone,
            "recipient": request.asked_by,
            "made_at": f"{day.day} {day:%B %Y}",
            "gateway": [f"{_GATEWAY[request.route]}. {_LAW[request.ground or request.regime]}"],
            "handling": [NEUTRAL, *(RIGHTS if not request.ground else ())],
            "come_back": COMPLAIN,
            "sections": sections_data(made),
            "withheld": withheld_data(made),
        },
        language="en-gb",
        at=at.replace(microsecond=0),
    )
