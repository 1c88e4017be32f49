"""What people do on a case, step by step, through its pages."""

import re

from mash.casework.sharing.actions import answer
from mash.casework.sharing.models import Request
from mash.casework.sharing.rules import AnswerSaid, ItemSaid
from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting

TEXTS = {
    "household-considered": "Tomas considered.",
    "proportionality": "Less would leave them alone at night.",
    "family-told": "Mother told by telephone.",
    "child-seen": "Seen at school.",
    "hypothesis-reviewed": "A one-off is possible but not likely.",
}
# As the decision's form names them.
SAID = {f"said-{code}": said for code, said in TEXTS.items()}
ASKED = {
    "agencies": ["police", "health"],
    "subjects": ["0", "1"],
    "ground": "below-s47",
    "openness": "told",
    "purpose": "To decide on next steps.",
    "who": "mother",
}


def version(response):
    return re.search(r'name="version" value="(\d+)"', response.content.decode()).group(1)


def identify(room, who="screener"):
    found = room(who).post("people", **{"who-0": "new", "who-1": "new"})
    assert found.status_code == 302, text(found)


def rate(room, rating="amber", rationale="Left alone at night, aged nine.", who="screener"):
    page = room(who).get("rate")
    return room(who).post("rate", rating=rating, rationale=rationale, version=version(page))


def ask(room, **changes):
    return room("screener").post("ask", **{**ASKED, **changes})


def agencies_answer(room, *agencies, held="disclosed", text="Two calls to the house.", items=None):
    for agency in agencies:
        by, at = room.world.actor(agency), now()
        with acting(by, at):
            for request in Request.objects.all():
                item = ItemSaid(
                    kind="fact",
                    text=text,
                    happened_on="2026",
                    handling="case-agencies",
                    family_may_know="yes",
                )
                said = answer(
                    by=by,
                    at=at,
                    request=request,
                    answers=tuple(
                        AnswerSaid(
                            subject=one.pk,
                            held=held,
                            systems_searched="All",
                            identity_confidence="certain",
                            level_suggested=3,
                            items=items_said(items) if items else (item,) if held == "disclosed" else (),
                        )
                        for one in request.subjects.all()
                    ),
                )
                assert not isinstance(said, Refused), said


def items_said(items):
    return tuple(ItemSaid(**one) for one in items)


def decide(room, who="decider", place=0, **changes):
    page = room(who).get(f"decide/{place}")
    return room(who).post(
        f"decide/{place}",
        **{
            "level": "3",
            "route": "s17",
            "rationale": "Neglect over months.",
            "version": version(page),
            **SAID,
            **changes,
        },
    )


def ready(room):
    """Identified, rated, asked and answered: only the decision is missing."""
    identify(room)
    assert rate(room).status_code == 302
    assert ask(room).status_code == 302
    agencies_answer(room, "police", "health")


def text(response):
    """The page's words, without its tags."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain).replace("&#39;", "'").replace("’", "'")
