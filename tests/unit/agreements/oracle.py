"""Random agreements and questions, and the same clauses written for another policy engine (Cedar)."""

import random
from dataclasses import replace
from datetime import date, timedelta

import cedarpy

from mash.registers.agreements.rules import (
    Ask,
    Clause,
    Effect,
    Gateway,
    Mode,
    Party,
    Rulebook,
    Signature,
    Version,
)

EACH = 1_000
FIRST = date(2026, 1, 1)
KINDS = {
    "police": "police",
    "trust": "health",
    "surgery": "health",
    "homes": "housing",
    "council": "childrens",
}
CATEGORIES = ["identity", "offences", "mental-health", "intelligence", "home"]
POPULATIONS = ["children", "adults", "victims", "alleged-perpetrators"]
PURPOSES = ["protect-child", "help-child", "learn"]
ROLES = ["screener", "decider", "manager"]
DESKS = ["county-children", "county-adults"]
HUBS = ["county", "city"]


def some(random, values, least=1):
    return frozenset(random.sample(values, random.randint(least, len(values))))


def a_day(random, most=400):
    return FIRST + timedelta(days=random.randint(-40, most))


def a_selector(random):
    return random.choice(
        ["any", "hub", "hub", *(f"agency:{one}" for one in KINDS), *(f"kind:{one}" for one in KINDS.values())]
    )


def a_clause(random, number):
    starts = a_day(random) if random.random() < 0.2 else None
    return Clause(
        number=str(number),
        effect=Effect.FORBID if random.random() < 0.15 else Effect.PERMIT,
        source=a_selector(random),
        recipient=a_selector(random),
        categories=some(random, CATEGORIES),
        populations=some(random, POPULATIONS),
        purposes=some(random, PURPOSES),
        mode=random.choice(list(Mode)),
        roles=some(random, ROLES) if random.random() < 0.3 else frozenset(),
        desks=some(random, DESKS) if random.random() < 0.2 else frozenset(),
        gateway=Gateway(power="p", article_6="6"),
        starts=starts,
        ends=starts + timedelta(days=random.randint(1, 200)) if starts and random.random() < 0.5 else None,
    )


def a_signature(random):
    starts = a_day(random, 60)
    return Signature(
        starts, starts + timedelta(days=random.randint(1, 300)) if random.random() < 0.3 else None
    )


def versions_of(random, key, *, under="", clauses=True):
    """Versions one after the other, some with a gap between them."""
    found, starts = [], a_day(random, 100)
    for number in range(1, random.randint(1, 3) + 1):
        ends = starts + timedelta(days=random.randint(0, 200))
        last = random.random() < 0.5
        found.append(
            Version(
                agreement=key,
                title=key,
                number=number,
                hub=random.choice(["", *HUBS]) if clauses else "",
                starts=starts,
                ends=None if last else ends,
                review_by=a_day(random) + timedelta(days=200),
                warn=timedelta(days=60),
                grace=timedelta(days=random.choice([0, 30])),
                clauses=tuple(a_clause(random, n) for n in range(random.randint(1, 12))) if clauses else (),
                signatures={
                    one: tuple(a_signature(random) for _ in range(random.randint(1, 2)))
                    for one in KINDS
                    if random.random() < 0.85
                },
                under=under,
            )
        )
        if last:
            break
        starts = ends + timedelta(days=random.choice([0, 0, 20]))
    return found


def a_rulebook(random):
    found = []
    for number in range(random.randint(1, 3)):
        under = f"memorandum-{number}" if random.random() < 0.6 else ""
        if under and random.random() < 0.9:
            found += versions_of(random, under, clauses=False)
        found += versions_of(random, f"schedule-{number}", under=under)
    random.shuffle(found)
    return Rulebook(tuple(found))


def a_party(random):
    if random.random() < 0.4:
        return Party(kind="hub", role=random.choice(ROLES), desk=random.choice(DESKS))
    key = random.choice(list(KINDS))
    return Party(kind=KINDS[key], agency=key)


def a_party_named(random, selector):
    how, _, name = selector.partition(":")
    if selector == "hub":
        return Party(kind="hub", role=random.choice(ROLES), desk=random.choice(DESKS))
    keys = [key for key, kind in KINDS.items() if how == "any" or name in {key, kind}]
    key = random.choice(keys)
    return Party(kind=KINDS[key], agency=key)


def an_ask(random, book):
    """Half of the questions are ones that some clause reaches, but for what depends on the rest of the rulebook."""
    ask = Ask(
        source=a_party(random),
        recipient=a_party(random),
        about=some(random, POPULATIONS[:2] if random.random() < 0.5 else POPULATIONS),
        category=random.choice(CATEGORIES),
        mode=random.choice(list(Mode)),
        purpose=random.choice(PURPOSES),
        day=a_day(random),
        hub=random.choice(HUBS),
    )
    version = random.choice(book.versions)
    if random.random() < 0.4 or not version.clauses:
        return ask
    clause = random.choice(version.clauses)
    return replace(
        ask,
        source=a_party_named(random, clause.source),
        recipient=a_party_named(random, clause.recipient),
        about=some(random, sorted(clause.populations)),
        category=random.choice(sorted(clause.categories)),
        mode=clause.mode,
        purpose=random.choice(sorted(clause.purposes)),
        day=version.starts + timedelta(days=random.randint(0, 120)),
        hub=version.hub or ask.hub,
    )


def words(values):
    return "[" + ", ".join(f'"{one}"' for one in sorted(values)) + "]"


def between(starts, ends):
    """`context.day` counted from the first, inclusive, to the last, exclusive."""
    lines = []
    if starts is not None:
        lines.append(f"context.day >= {starts.toordinal()}")
    if ends is not None:
        lines.append(f"context.day < {ends.toordinal()}")
    return " && ".join(lines) or "true"


def named(side, selector):
    if selector == "hub":
        return f'context.{side}_kind == "hub"'
    if selector == "any":
        return f'context.{side}_kind != "hub"'
    how, name = selector.split(":")
    return f'context.{side}_kind != "hub" && context.{side}_{how} == "{name}"'


def bound(side, version):
    signed = " || ".join(
        f'(context.{side}_agency == "{agency}" && {between(one.starts, one.ends)})'
        for agency, all_of in version.signatures.items()
        for one in all_of
    )
    return f'context.{side}_kind == "hub" || ({signed or "false"})'


def alive(version):
    """In force, its review not overdue, both sides bound."""
    lapses = version.review_by + version.grace + timedelta(days=1)
    parts = [between(version.starts, version.ends), f"context.day < {lapses.toordinal()}"]
    return " && ".join(f"({one})" for one in [*parts, bound("source", version), bound("recipient", version)])


def cedar(book):
    """The rulebook as Cedar policies: each clause with everything on which it depends."""
    found = []
    for version in book.versions:
        above = [alive(one) for one in book.versions if version.under and one.agreement == version.under]
        for clause in version.clauses:
            permits = clause.effect is Effect.PERMIT
            reach = [
                between(version.starts, version.ends),
                f'context.hub == "{version.hub}"' if version.hub else "true",
                named("source", clause.source),
                named("recipient", clause.recipient),
                f"{words(clause.categories)}.contains(context.category)",
                f"{words(clause.purposes)}.contains(context.purpose)",
                f"{words(clause.populations)}.{'containsAll' if permits else 'containsAny'}(context.about)",
                between(clause.starts, clause.ends),
            ]
            if clause.roles:
                reach.append(f"{words(clause.roles)}.contains(context.recipient_role)")
            if clause.desks:
                reach.append(f"{words(clause.desks)}.contains(context.recipient_desk)")
            if permits and clause.mode is Mode.EXISTENCE:
                reach.append('context.mode == "existence"')
            if not permits and clause.mode is Mode.CONTENT:
                reach.append('context.mode == "content"')
            if permits:
                reach.append(alive(version))
                if version.under:
                    reach.append(" || ".join(f"({one})" for one in above) or "false")
            conditions = " && ".join(f"({one})" for one in reach)
            verb = "permit" if permits else "forbid"
            found.append(f"{verb}(principal, action, resource) when {{ {conditions} }};")
    return "\n".join(found)


def request(ask):
    sides = {
        f"{side}_{name}": getattr(party, name)
        for side, party in (("source", ask.source), ("recipient", ask.recipient))
        for name in ("kind", "agency", "role", "desk")
    }
    return {
        "principal": 'User::"u"',
        "action": 'Action::"share"',
        "resource": 'Information::"i"',
        "context": sides
        | {
            "about": sorted(ask.about),
            "category": ask.category,
            "mode": str(ask.mode),
            "purpose": ask.purpose,
            "day": ask.day.toordinal(),
            "hub": ask.hub,
        },
    }


def compared(rounds):
    """(how many were permitted, how many refused); the two engines agree on every one, or this fails."""
    permitted = refused = 0
    for number in rounds:
        chance = random.Random(number)
        book = a_rulebook(chance)
        asks = [an_ask(chance, book) for _ in range(EACH)]
        theirs = cedarpy.is_authorized_batch([request(one) for one in asks], cedar(book), [])
        for ask, other in zip(asks, theirs, strict=True):
            assert not other.diagnostics.errors
            ours = bool(book.decide(ask))
            assert ours == other.allowed, (number, ask, book.decide(ask))
            permitted += ours
            refused += not ours
    return permitted, refused
