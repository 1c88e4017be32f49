"""Look at the model in force: count what the records are like and what became of them, and ask where it no longer fits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.db.models import Q

from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.roles import ROLES
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.table import Vocabularies
from mash.registers.people.models import Link, MatchModel
from mash.registers.people.review.outcomes import labels
from mash.registers.people.watch import events, queries, rules
from mash.registers.people.watch.actions import APPROVE
from mash.registers.people.watch.counting import Judged, Material, count, frozen, material
from mash.registers.people.watch.models import Look
from mash.registers.people.watch.rules import Counted, Finding


@transaction.atomic
def take_look(*, by: Actor, at: datetime) -> Look | None:
    """Hold the model in force against the records as they are; None where there is none that can be.

    Whoever approves models is told where something moved much that nobody was asked about lately: by e-mail with the
    look's reference, and on the pages until one of them answers.
    """
    with as_service("matching"):
        kept = model_in_force(at)
        model = _readable(kept)
        if kept is None or model is None:
            return None
        words, since = Vocabularies(), at - rules.PERIOD
        found = material(queries.open_records(), words, since=since)
        likeliest = _likeliest_of(kept, found)
        counted = count(found, words, model, likeliest, _judged_by(kept.version))
        standard = queries.standard_of(kept, at)
        findings = _held_to(counted, standard.counted if standard else None, frozen(model), model.automatic)
        look = Look.objects.create(
            model=kept,
            kind="look",
            at=at,
            since=since,
            counted=counted,
            findings=[one.as_json() for one in findings],
            asks=rules.asks(findings, _asked_lately(kept, at)),
        )
        moved = [one.code for one in findings if one.state == "much"]
        append(
            events.LOOKED,
            by=by,
            at=at,
            about=[Ref("model", kept.version), look.ref],
            payload={"version": kept.version, "moved": moved},
        )
        if look.asks:
            _tell(look, at)
    return look


def _readable(kept: MatchModel | None) -> Model | None:
    """The model, where it is one of this engine's."""
    if kept is None or not isinstance(kept.body, Mapping):
        return None
    try:
        return Model.from_body(kept.body)
    except ValueError:
        return None


def _asked_lately(model: MatchModel, at: datetime) -> set[str]:
    asked = Look.objects.filter(model=model, asks=True, at__gt=at - rules.QUIET)
    return {one.code for look in asked for one in queries.findings_of(look) if one.state == "much"}


def _tell(look: Look, at: datetime) -> None:
    roles = [role.key for role in ROLES.values() if APPROVE in role.permissions]
    seats = Seat.objects.filter(role__in=roles, from_at__lte=at).filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at)
    )
    for user in User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk"):
        queue_message(
            to=user.email,
            channel="email",
            template="model_look",
            reference=look.public_id,
            at=at,
            link=f"/people/models/{look.model_id}/",
        )


def _likeliest_of(model: MatchModel, found: Material) -> npt.NDArray[np.float64]:
    """How likely each record is one person with the record that it is most like, by the links kept of a version."""
    best = np.zeros(len(found.numbers))
    links = Link.objects.filter(model=model).values_list("a_id", "b_id", "probability")
    kept = np.array(list(links.iterator(chunk_size=50_000)), np.float64).reshape(-1, 3)
    places = [found.places(kept[:, side].astype(np.int64)) for side in (0, 1)]
    known = (places[0] >= 0) & (places[1] >= 0)
    for side in places:
        np.maximum.at(best, side[known], kept[known, 2])
    return best


def _judged_by(version: str) -> list[Judged]:
    """What people said of pairs that this version was not sure of, with the probability that it had shown them.

    A pair that it would have joined comes to people only where other records or people speak against it: those tell
    nothing of how good the probability is, and are left out by `_held_to`.
    """
    return [Judged(one.a, one.b, one.same, one.probability) for one in labels() if one.model == version]


def _held_to(
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
