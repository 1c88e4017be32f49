"""The marks themselves: planted while the county is played, kept beside its database, listed with who may see each."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mash.demo.canaries.rules import Story, may_see

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mash.demo.county.text import Kind, Text, Where

# Values that other parts of the application check by their form keep it.
_KEPT: Final = re.compile(r"[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}|[\d +]+")
_EMAIL: Final = re.compile(r"([^@\s]+)@([^@\s]+)")
TOKEN: Final = re.compile(r"CANARY-[a-z-]+-[0-9a-f]{8}", re.IGNORECASE)
_PLACE: Final = ("story", "hub", "about", "agency", "by")


@dataclass
class Canaries:
    """Marks values `CANARY-<class>-<8 hex>`: the same value at the same place always in the same way.

    `planted` holds for each token the places where it was planted, each with its class; `stories` who came to them.
    Postcodes and telephone numbers are left as they are; an e-mail address carries its token before the @, a file name
    before its ending. What was written before a restart is read again.
    """

    path: Path
    planted: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path.exists():
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            self.planted = {one["token"]: one["places"] for one in kept["tokens"]}
            self.stories = {key: Story(**one) for key, one in kept["stories"].items()}

    def at(self, where: Where) -> Text:
        def text(kind: Kind, value: str) -> str:
            return self._marked(where, kind, value)

        return text

    def again(self, value: str, where: Where) -> str:
        """Each token of a value becomes one of the same class at `where`."""

        def anew(found: re.Match[str]) -> str:
            kind = found[0].lower().removeprefix("canary-").rpartition("-")[0]
            number = hashlib.sha256(f"{where.story}:{found[0].lower()}".encode()).hexdigest()[:8]
            token = f"CANARY-{kind}-{number}"
            self._plant(token, where, kind)
            return token.lower() if found[0].islower() else token

        return TOKEN.sub(anew, value)

    def hears(self, story: str, **came: str) -> None:
        self.stories.setdefault(story, Story()).hears(**came)

    def _marked(self, where: Where, kind: Kind, value: str) -> str:
        if not value or _KEPT.fullmatch(value) or TOKEN.search(value):
            return value
        # A person and a dwelling are the same whoever tells of them.
        whose = where.about if kind == "open" and where.about else f"{where.story}:{where.agency}:{where.by}"
        number = hashlib.sha256(f"{kind}:{whose}:{value}".encode()).hexdigest()[:8]
        token = f"CANARY-{'restricted' if where.restricted else kind}-{number}"
        self._plant(token, where, kind)
        if found := _EMAIL.fullmatch(value):
            return f"{found[1][:20]}.{token.lower()}@{found[2]}"
        stem, dot, ending = value.rpartition(".")
        if kind == "file" and dot and " " not in value:
            return f"{stem} {token}.{ending}"
        return f"{value} {token}"

    def _plant(self, token: str, where: Where, kind: str) -> None:
        place = {"class": kind} | {name: getattr(where, name) for name in _PLACE}
        places = self.planted.setdefault(token, [])
        if place not in places:
            places.append(place)

    def write(self) -> None:
        """Write every token planted so far, with its places, as JSON readable by its owner alone."""
        partial = self.path.with_suffix(".partial")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        tokens = [{"token": token, "places": places} for token, places in self.planted.items()]
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(
                {"tokens": tokens, "stories": {key: asdict(one) for key, one in self.stories.items()}}, file
            )
        partial.replace(self.path)

    def listing(self, people: Iterable[dict[str, Any]], *, at: str) -> list[dict[str, Any]]:
        """Every token: `token`, `class`, and `personas`, the keys of those who may see it, sorted."""
        known = list(people)
        return [
            {
                "token": token,
                "class": token.removeprefix("CANARY-").rpartition("-")[0],
                "personas": sorted(self._who(places, known, at)),
            }
            for token, places in sorted(self.planted.items())
        ]

    def _who(self, places: list[dict[str, str]], people: list[dict[str, Any]], at: str) -> set[str]:
        """Whoever may see one of the places at which it stands may see it."""
        return {
            who
            for place in places
            for who in may_see(
                place["class"], place, self.stories.get(place["story"], Story()), people, at=at
            )
        }


def people() -> list[dict[str, Any]]:
    """The demo's personas as the rules ask for them."""
    from mash.demo.personas import CLEARED, personas

    return [
        {
            "key": one.key,
            "role": one.role,
            "hub": one.hub,
            "agency": one.agency,
            "cleared": one.key in CLEARED,
        }
        for one in personas()
    ]


def listing() -> list[dict[str, Any]]:
    """Every token of this demo with its class and who may see it; empty where none was planted.

    Raises NotDemoError elsewhere.
    """
    from mash.demo.personas import only_in_the_demo
    from mash.demo.seed import kept_plan, plan_path

    only_in_the_demo()
    plan = kept_plan()
    path = plan_path().with_name("canaries.json")
    if plan is None or not path.exists():
        return []
    return Canaries(path).listing(people(), at=plan.until)


def seen_by(rows: Iterable[dict[str, Any]]) -> dict[str, set[str]]:
    """By persona the tokens that they may see, in lower case; whoever has not signed in may see none."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for who in row["personas"]:
            found.setdefault(who, set()).add(row["token"].lower())
    return found
