"""Who may see what the county wrote: the rules as people state them, apart from the policies that are to keep them.

Pure. A class of words is for some groups; who is in a group follows from the seats of the demo's people and from the
story: whom the hub asked and sent a package, to whom the case was given, who broke the glass, who is too close, who is named on
it. A case that was disposed of is for nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Group = Literal[
    "hub",  # those who work on the cases of the story's hub; of a restricted story, those named on it
    "given",  # those to whom the case is given for a time: by break-glass, or because they work on its person's request
    "index",  # those who work on the cases of any hub; of a restricted story, those named on it
    "referrer",  # whoever told the hub, where they have a sign-in
    "asked",  # the agency that the words were written to or by
    "asked-about",  # every agency that was asked about the person
    "cleared",  # of the hub, those cleared for what is sealed
    "leads",  # the information-governance leads of the hub
    "all-leads",  # the information-governance leads of all hubs
    "self",  # whoever wrote it
    "received",  # the agencies to which a package of the case was sent, whoever supplied what is in it
    "sits",  # the agencies that were invited to a round table of the case
    "answers",  # the leads of the hub that somebody in the case asked what is held about them
    "screens",  # whoever screens for the desk, and the hub's managers
    "suppliers",  # the agency whose list it stands in
]

RULES: Final[dict[str, tuple[Group, ...]]] = {
    "open": ("index", "hub", "given", "referrer", "asked-about", "suppliers", "answers"),
    "said": ("hub", "given", "referrer", "received"),
    "hub": ("hub", "given"),
    "told": ("hub", "given", "referrer"),
    "file": ("hub", "given"),
    "protected-address": ("hub",),
    "asked": ("hub", "given", "asked"),
    "agency": ("hub", "given", "asked", "received"),
    "family-no": ("hub", "given", "asked"),
    "sealed": ("cleared", "asked"),
    "relied": ("cleared",),
    "underway": ("asked",),
    "draft": ("self",),
    "ground": ("hub", "given", "leads"),
    "review": ("hub", "given", "leads"),
    "glass": ("self", "leads"),
    "verdict": ("self", "leads"),
    "close": ("self", "leads"),
    "clearance": ("leads",),
    "sent": ("hub", "given", "received"),
    "rights": ("leads",),
    "advice": ("hub", "given"),
    "task": ("hub", "given"),
    "hand-over": ("hub", "given", "asked"),
    "pathway": ("hub", "given"),
    "disagreement": ("hub", "given", "asked", "leads"),
    "round-table": ("hub", "given", "sits"),
    "hold": ("hub", "leads"),
    "mail": ("screens",),
    "agreement": ("all-leads",),
}

WORKS_ON_CASES: Final = frozenset({"screener", "decider", "chair", "minutes", "manager"})


@dataclass(slots=True)
class Story:
    """Who came to one case. `given` holds persona and until when (ISO); `asked` agency and person.

    `received` and `sits` hold agencies and `answers` hubs; the other lists hold personas.
    """

    hub: str = ""
    restricted: bool = False
    referrer: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    close: list[str] = field(default_factory=list)
    given: list[list[str]] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    sits: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    disposed: bool = False

    def hears(self, **came: str) -> None:
        """`hub=`, `restricted=`, `referrer=`, `named=`, `close=`, `received=`, `sits=`, `answers=`, `disposed=`.

        And `given=` with `until=`, `asked=` with `about=`.
        """
        self.hub = came.get("hub", self.hub)
        self.restricted = self.restricted or "restricted" in came
        self.disposed = self.disposed or "disposed" in came
        for name in ("referrer", "named", "close", "received", "sits", "answers"):
            held: list[str] = getattr(self, name)
            if name in came and came[name] not in held:
                held.append(came[name])
        if "given" in came:
            self.given.append([came["given"], came["until"]])
        pair = [came.get("asked", ""), came.get("about", "")]
        if "asked" in came and pair not in self.asked:
            self.asked.append(pair)


def may_see(
    kind: str, place: dict[str, str], story: Story, people: Iterable[dict[str, Any]], *, at: str
) -> set[str]:
    """The keys of those of `people` who may see words of this class at this place.

    `place` says story, hub, about, agency and by, as `Where` does; `people` are dicts of key, role, hub, agency and
    cleared; `at` is the time in ISO 8601, by which what is given for a time has ended or not.
    """
    return {
        one["key"]
        for one in people
        if not story.disposed
        and one["key"] not in story.close
        and any(_in(group, one, place, story, at) for group in RULES[kind])
    }


def _in(group: Group, one: dict[str, Any], place: dict[str, str], story: Story, at: str) -> bool:
    works = one["role"] in WORKS_ON_CASES
    here = one["hub"] == (story.hub or place["hub"])
    named = one["key"] in story.named
    researches = one["role"] == "researcher"
    leads = one["role"] == "governance"
    on_it = named if story.restricted else works
    groups: dict[Group, bool] = {
        "hub": on_it and (here or story.restricted),
        "index": on_it,
        "given": any(who == one["key"] and at < until for who, until in story.given),
        "referrer": one["key"] in story.referrer,
        "asked": researches and one["agency"] == place["agency"],
        "received": researches and one["agency"] in story.received,
        "sits": researches and one["agency"] in story.sits,
        "answers": leads and one["hub"] in story.answers,
        "suppliers": researches and one["agency"] == place["agency"],
        "asked-about": researches and [one["agency"], place["about"]] in story.asked,
        "cleared": one["cleared"] and here and on_it,
        "leads": leads and here,
        "all-leads": leads,
        "screens": one["key"] == place["by"] or (one["role"] == "manager" and here),
        "self": one["key"] == place["by"],
    }
    return groups[group]
