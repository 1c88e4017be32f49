"""What looks found, for whoever approves models: dated, the latest first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.db.models.expressions import RawSQL

from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.models import Link, MatchModel, Record
from mash.registers.people.review.queries import labels
from mash.registers.people.watch import rules
from mash.registers.people.watch.counting import Counted, Judged, Material
from mash.registers.people.watch.models import Look
from mash.registers.people.watch.rules import Finding

_FINDABLE = "SELECT mash.findable(ARRAY(SELECT id FROM people_record WHERE live))"


def looks_of(model: MatchModel, *, limit: int = 26) -> list[Look]:
    """The looks at a version while it was in force, the latest first."""
    return list(Look.objects.filter(model=model, kind="look").order_by("-at", "-pk")[:limit])


def trained(model: MatchModel) -> Look | None:
    """What the records were like when this version was trained; None for one that was made elsewhere."""
    return Look.objects.filter(model=model, kind="training").first()


def standard_of(model: MatchModel, at: datetime) -> Look | None:
    """What a look at `at` is held against: the training, or else the first look with enough records."""
    kept = trained(model)
    if kept is not None:
        return kept
    earlier = Look.objects.filter(model=model, kind="look", at__lt=at).order_by("at", "pk")
    return next((one for one in earlier if one.counted["all"]["records"] >= rules.FEWEST), None)


def findings_of(look: Look) -> list[Finding]:
    """What a look found, what moved most first."""
    found = [Finding.of_json(one) for one in look.findings]
    order = {"much": 0, "moved": 1, "still": 2, "few": 3}
    return sorted(found, key=lambda one: (order[one.state], -abs(one.value)))


def unanswered(at: datetime) -> Look | None:
    """The latest look that asks somebody who approves models what to do, while its version is in force."""
    model = model_in_force(at)
    if model is None:
        return None
    latest = Look.objects.filter(model=model, asks=True).order_by("-at", "-pk").first()
    return latest if latest is not None and latest.answered_at is None else None


def open_records() -> object:
    """All live records but those that came in with a restricted matter: nothing of theirs is counted."""
    return Record.objects.filter(live=True, pk__in=RawSQL(_FINDABLE, ()))  # noqa: S611 - constant


def likeliest_of(model: MatchModel, found: Material) -> npt.NDArray[np.float64]:
    """How likely each record is one person with the record that it is most like, by the links kept of a version."""
    best = np.zeros(len(found.numbers))
    links = Link.objects.filter(model=model).values_list("a_id", "b_id", "probability")
    kept = np.array(list(links.iterator(chunk_size=50_000)), np.float64).reshape(-1, 3)
    places = [found.places(kept[:, side].astype(np.int64)) for side in (0, 1)]
    known = (places[0] >= 0) & (places[1] >= 0)
    for side in places:
        np.maximum.at(best, side[known], kept[known, 2])
    return best


def judged_by(version: str) -> list[Judged]:
    """What people said of pairs that this version was not sure of, with the probability that it had shown them.

    A pair that it would have joined comes to people only where other records or people speak against it: those tell
    nothing of how good the probability is, and are left out by `held_to`.
    """
    return [Judged(one.a, one.b, one.same, one.probability) for one in labels() if one.model == version]


def held_to(
    counted: Counted, standard: Counted | None, frozen: Mapping[str, Mapping[str, float]], automatic: float
) -> list[Finding]:
    """Everything that a look can say, of what it `counted`, what is to be expected, and what the model knows of values."""
    new = counted["new"]
    found = [rules.by_index("values", field, frozen[field], new["values"][field]) for field in frozen]
    if standard is not None:
        was = standard["all"]
        found += [
            rules.by_index("values", field, was["values"][field], new["values"][field])
            for field in new["values"]
            if field not in frozen
        ]
        found += [
            rules.by_share(
                "missing", field, (was["missing"].get(field, 0), was["records"]), (many, new["records"])
            )
            for field, many in new["missing"].items()
        ]
        then = standard["new"] if standard["new"]["records"] >= rules.FEWEST else was
        found += [
            rules.by_share(
                "linking",
                fate,
                (then["linking"].get(fate, 0), then["records"]),
                (new["linking"].get(fate, 0), new["records"]),
            )
            for fate in ("linked", "uncertain")
        ]
        found.append(rules.by_index("likely", "all", then["likely"], new["likely"]))
    found += [
        rules.by_judgments(f"{one['from']:.1f}", one["shown"], one["same"], one["pairs"])
        for one in counted["judged"]["tenths"]
        if one["shown"] < automatic
    ]
    return found  # fmt: skip
