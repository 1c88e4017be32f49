"""What looks at a model found, as the pages of models tell it: words, tables, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.interfaces.web.people import charts
from mash.interfaces.web.people.charts import Interval, Level, Moved
from mash.registers.people.watch import rules
from mash.registers.people.watch.rules import Counted, Finding

STATES: Final[Mapping[str, str | Promise]] = {
    "few": gettext_lazy("Too few to say"),
    "still": gettext_lazy("As before"),
    "moved": gettext_lazy("Moved"),
    "much": gettext_lazy("Moved much"),
}
_VALUES: Final[Mapping[str, str | Promise]] = {
    "given": gettext_lazy("Common first names"),
    "family": gettext_lazy("Common family names"),
    "born": gettext_lazy("Decades of birth"),
    "sex": gettext_lazy("Sex"),
    "place": gettext_lazy("Districts"),
    "source": gettext_lazy("Which agency sends"),
}
_LINKING: Final[Mapping[str, str | Promise]] = {
    "linked": gettext_lazy("Records that the machine links"),
    "uncertain": gettext_lazy("Records of which it is not sure"),
}
_ADVICE: Final[Mapping[str, str | Promise]] = {
    "values": gettext_lazy(
        "Other people come in than those that this version knows. See whether an agency’s list is new or has changed. "
        "If it is right as it is, have a new version trained and compare it here."
    ),
    "missing": gettext_lazy(
        "See the last imports of the agencies’ lists: a column may have been lost or renamed. If it stays so, have a new "
        "version trained."
    ),
    "linking": gettext_lazy(
        "See which lists came in. Then look at some pairs in the review: if the machine is wrong more often than before, "
        "have a new version trained."
    ),
    "likely": gettext_lazy(
        "Pairs are more or less clear than they were. Look at some in the review before you trust the probability."
    ),
    "more": gettext_lazy(
        "Reviewers find one person more often than the probability says: the machine misses people here. Have a new "
        "version trained, and let these pairs be reviewed first."
    ),
    "fewer": gettext_lazy(
        "Reviewers find one person less often than the probability says: be slow to join here. Have a new version trained."
    ),
}
TRAITS: Final[Mapping[str, str | Promise]] = {
    "sex": gettext_lazy("Sex"),
    "age": gettext_lazy("Age"),
    "missing": gettext_lazy("Things missing"),
    "family_name": gettext_lazy("Family name"),
    "letters": gettext_lazy("Letters of the name"),
    "words": gettext_lazy("Words of the name"),
}
GROUPS: Final[Mapping[str, str | Promise]] = {
    "not known": gettext_lazy("not known"),
    "female": gettext_lazy("female"),
    "male": gettext_lazy("male"),
    "child": gettext_lazy("child"),
    "adult": gettext_lazy("adult"),
    "older adult": gettext_lazy("65 or older"),
    "missing": gettext_lazy("missing"),
    "common": gettext_lazy("common here"),
    "rare": gettext_lazy("rare here"),
    "plain": gettext_lazy("A to Z only"),
    "with accents": gettext_lazy("with accents"),
    "other alphabet": gettext_lazy("of another alphabet"),
    "0": gettext_lazy("none"),
    "3 or more": gettext_lazy("3 or more"),
    "4 or more": gettext_lazy("4 or more"),
}
TELLS: Final = 0.25
"""Bits on average by which a field tells more or less, from which the page says so."""


@dataclass(frozen=True, slots=True)
class FindingShown:
    title: str
    before: str
    now: str
    measure: str
    state: str
    much: bool
    moved: bool
    advice: str
    size: int


def findings(found: Sequence[Finding]) -> list[FindingShown]:
    """Each finding in words, in the order given."""
    return [
        FindingShown(
            _title(one),
            "" if one.before is None else f"{one.before:.1%}",
            "" if one.now is None else f"{one.now:.1%}",
            _measure(one),
            str(STATES[one.state]),
            one.state == "much",
            one.state in {"moved", "much"},
            str(_advice(one)),
            one.size,
        )
        for one in found
    ]


def _title(one: Finding) -> str:
    if one.what == "values":
        return str(_VALUES.get(one.field, one.field))
    if one.what == "missing":
        return _("%(field)s missing") % {"field": charts.FIELDS.get(one.field, one.field)}
    if one.what == "linking":
        return str(_LINKING[one.field])
    if one.what == "likely":
        return _("How likely the likeliest link is")
    first = round(float(one.field) * 100)
    return _("Pairs called %(from)d%% to %(to)d%% likely") % {"from": first, "to": first + 10}


def _measure(one: Finding) -> str:
    if one.state == "few":
        return ""
    if one.before is None:
        return _("index %(value).2f") % {"value": one.value}
    return _("%(points)+.1f points") % {"points": one.value * 100}


def _advice(one: Finding) -> str | Promise:
    if one.what == "calibration":
        return _ADVICE["more" if one.value > 0 else "fewer"]
    return _ADVICE[one.what]


def moved(found: Sequence[Finding]) -> list[Moved]:
    """The bars of the picture: how far each has gone to where it has moved much (1)."""
    return [
        Moved(
            _title(one), abs(one.value) / (rules.MUCH if one.before is None else rules.POINTS), _measure(one)
        )
        for one in found
        if one.state != "few"
    ]


def summary(found: Sequence[Finding]) -> str:
    """The look in one sentence."""
    much = [_title(one) for one in found if one.state == "much"]
    if much:
        return _("Moved much: %(what)s.") % {"what": "; ".join(much)}
    told = [one for one in found if one.state != "few"]
    if not told:
        return _("There are too few new records to say anything.")
    if any(one.state == "moved" for one in told):
        return _("Some things moved, none of them much.")
    return _("Everything is as it was.")


def tenths(counted: Counted | None, body: Mapping[str, Any]) -> list[tuple[float, int, int]]:
    """By tenths of the probability: the mean that was shown, how many pairs people called one person, of how many."""
    if counted is not None and counted["judged"]["tenths"]:
        return [(one["shown"], one["same"], one["pairs"]) for one in counted["judged"]["tenths"]]
    return [
        (float(shown), round(float(so) * pairs), int(pairs))
        for shown, so, *rest in body.get("calibration") or []
        if rest and (pairs := rest[0])
    ]


def calibration(some: Sequence[tuple[float, int, int]]) -> tuple[list[Interval], list[list[str]]]:
    """The picture's rows and the table's: what was shown, what people said, and how sure that is."""
    drawn, rows = [], []
    for shown, same, pairs in some:
        low, high = rules.wilson(same, pairs)
        label = _("Shown %(shown)s") % {"shown": f"{shown:.0%}"}
        drawn.append(Interval(label, low, same / pairs, high, shown))
        rows.append([f"{shown:.1%}", f"{same / pairs:.1%}", f"{low:.0%}–{high:.0%}", f"{pairs:,}"])
    return drawn, rows


@dataclass(frozen=True, slots=True)
class Fairness:
    """By trait and value: the table, the picture of how many are linked, and what stands out in words."""

    rows: list[list[str]]
    drawn: list[Interval]
    notes: list[str]
    left_out: bool


def fairness(counted: Counted) -> Fairness:
    """Whom the model serves less well, as far as counts say; small numbers are left out."""
    rows, drawn, notes, left_out = [], [], [], False
    for trait, values in counted["groups"].items():
        judged = counted["judged"]["groups"].get(trait, {})
        small = rules.hidden({value: one["records"] for value, one in values.items()})
        few = rules.hidden({value: one["contacts"] for value, one in values.items()})
        unsaid = rules.hidden({value: one["pairs"] for value, one in judged.items()})
        left_out = left_out or bool(small)
        for value, one in values.items():
            if value in small:
                continue
            name = _group(trait, value)
            said = judged.get(value) if value not in unsaid else None
            rows.append(
                [
                    name,
                    f"{one['records']:,}",
                    _share(one["linked"], one["records"]),
                    _share(one["uncertain"], one["records"]),
                    _share(one["unknown"], one["contacts"]) if value not in few else _("too few"),
                    _said(said),
                ]
            )
            low, high = rules.wilson(one["linked"], one["records"])
            drawn.append(Interval(name, low, one["linked"] / one["records"], high))
            notes += _stands_out(name, said)
    return Fairness(rows, drawn, notes, left_out)


def _group(trait: str, value: str) -> str:
    return _("%(trait)s: %(value)s") % {"trait": TRAITS.get(trait, trait), "value": GROUPS.get(value, value)}


def _share(many: int, of: int) -> str:
    if not of:
        return _("none")
    low, high = rules.wilson(many, of)
    return f"{many / of:.1%} ({low:.0%}–{high:.0%})"


def _said(said: Mapping[str, Any] | None) -> str:
    if not said:
        return _("too few")
    return _("%(said)s; shown %(shown)s") % {
        "said": _share(said["same"], said["pairs"]),
        "shown": f"{said['shown']:.0%}",
    }


def _stands_out(name: str, said: Mapping[str, Any] | None) -> list[str]:
    if not said:
        return []
    found = rules.by_judgments(name, said["shown"], said["same"], said["pairs"])
    if found.state not in {"moved", "much"}:
        return []
    text = (
        _(
            "%(group)s: reviewers found one person in %(said)s of the pairs, shown was %(shown)s. The machine misses them."
        )
        if found.value > 0
        else _(
            "%(group)s: reviewers found one person in %(said)s of the pairs, shown was %(shown)s. The machine is too sure."
        )
    )
    return [text % {"group": name, "said": f"{found.now or 0:.0%}", "shown": f"{said['shown']:.0%}"}]


def changes(now: Sequence[Level], then: Sequence[Level]) -> list[list[str]]:
    """Field by field what another version would change: how much each tells on average of one person, and where most."""
    found = []
    before = {(one.field, one.words): one for one in now}
    for field in dict.fromkeys(one.field for one in then):
        mine = [one for one in then if one.field == field]
        was, will = (
            sum(one.same * one.bits for one in some)
            for some in ([one for one in now if one.field == field], mine)
        )
        differ = [
            (one, one.bits - before[field, one.words].bits) for one in mine if (field, one.words) in before
        ]
        most = max(differ, key=lambda each: each[0].same * abs(each[1]), default=None)  # what is met most
        word = (
            _("As before") if abs(will - was) < TELLS else _("Tells more") if will > was else _("Tells less")
        )
        found.append(
            [
                field,
                f"{was:.1f}",
                f"{will:.1f}",
                word,
                _("“%(agreement)s” by %(bits)+.1f bits") % {"agreement": most[0].words, "bits": most[1]}
                if most and abs(most[1]) >= TELLS
                else _("nothing that matters"),
            ]
        )
    return found


def numbers(
    now: Mapping[str, Any], then: Mapping[str, Any], looked: Counted | None, trained: Counted | None
) -> list[list[str]]:
    """What else another version would change: thresholds, what it learnt from, and how many records it would link."""
    rows = [
        [_("Joined by the machine from"), _percent(now, "automatic"), _percent(then, "automatic")],
        [_("Shown for review from"), _percent(now, "review"), _percent(then, "review")],
        [_("Trained on records"), f"{now.get('records', 0):,}", f"{then.get('records', 0):,}"],
    ]
    for fate, text in _LINKING.items():
        rows.append([str(text), _fate(looked, fate), _fate(trained, fate)])
    return rows


def _percent(body: Mapping[str, Any], part: str) -> str:
    return f"{float(body[part]):.0%}" if part in body else ""


def _fate(counted: Counted | None, fate: str) -> str:
    if counted is None or not counted["all"]["records"]:
        return _("not known")
    return f"{counted['all']['linking'].get(fate, 0) / counted['all']['records']:.1%}"
