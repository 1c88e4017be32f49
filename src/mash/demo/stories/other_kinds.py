"""What contacts say that are no referral: consultations, updates, requests, things sent to the wrong place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mash.demo.county.worry import Kind

OPENINGS: Final[dict[Kind, tuple[str, ...]]] = {
    "police-notification": (
        "Officers attended at {clock}; no arrest.",
        "Notification after attendance at {clock}. Body-worn video is kept.",
        "Call from a third party at {clock}. All present were spoken to.",
        "Welfare check at {clock}, asked for by a relative.",
        "Seen during another inquiry at {clock}.",
    ),
    "consultation": (
        "I should like to talk something through before deciding whether to refer.",
        "Advice sought; the family does not yet know that I am asking.",
        "Is this one for you, or for early help?",
        "We have a plan already and want to know whether it is enough.",
    ),
    "update": (
        "For the allocated worker, who was not at the desk.",
        "Further to our last report:",
        "An update, so that it is on the record:",
        "Not a new referral: the worker asked to be told of anything like this.",
    ),
    "information-request": (),
    "misdirected": (),
}

REQUESTS: Final[tuple[str, ...]] = (
    "A family court hearing is listed for next month, and the court asks whether {name} is known and since when.",
    "Another authority is assessing a relative as a carer and asks what is held about {name}.",
    "A pre-sentence report is being written. Is {name} known to the hub, and is there any risk to others in the home?",
    "A family has moved into another county. Its hub asks for the history of {name} and the household.",
    "The coroner’s officer asks for the dates of contact with {name}’s household.",
    "A fostering panel asks for a check on {name} and on the address.",
)
MISDIRECTED: Final[tuple[str, ...]] = (
    "Asks how to appeal about a school place for {name}.",
    "A complaint about the bins, with {name}’s name on the account.",
    "Wants the number for the blue badge team on behalf of {name}.",
    "An invoice for a ramp at {name}’s address, meant for the equipment store.",
    "A report meant for a hub in another county with a similar name; it concerns {name}.",
    "Asks when {name}’s library card will come.",
    "A form about free school meals for {name}, sent to the wrong address.",
    "Asks for the repairs line: {name}’s window will not shut.",
)
