"""`python -m benchmarks.sharing [--clauses 500] [--questions 20000]`: how many answers a second one core gives.

The clauses are random sentences between fourteen agencies and a hub, as a large partnership might sign; half of the
questions are permitted. The baselines, in the same run: reading every clause for each question, and the same clauses
in another policy engine (Cedar), which answers without saying why.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import cedarpy
from tests.unit.agreements import oracle

from mash.registers.agreements.rules import Ask, Effect, Rulebook, Signature, Version

KINDS = ["police", "health", "housing", "education", "childrens-services", "adults-services", "justice"]
DAY = date(2026, 6, 9)


def rulebook(clauses: int, chance: random.Random) -> Rulebook:
    """One schedule with so many clauses, signed by all."""
    oracle.KINDS = {f"agency-{n}": KINDS[n % len(KINDS)] for n in range(14)}
    oracle.CATEGORIES = [f"category-{n}" for n in range(16)]
    said = []
    for number in range(clauses):
        one = oracle.a_clause(chance, number)
        fields = {name: getattr(one, name) for name in one.__slots__}
        categories = frozenset(chance.sample(oracle.CATEGORIES, chance.randint(1, 5)))
        effect = Effect.FORBID if number % 40 == 0 else Effect.PERMIT
        said.append(type(one)(**fields | {"categories": categories, "effect": effect}))
    version = Version(
        agreement="schedule",
        title="Schedule",
        number=1,
        hub="county",
        starts=DAY - timedelta(days=90),
        ends=None,
        review_by=DAY + timedelta(days=300),
        warn=timedelta(days=60),
        grace=timedelta(days=30),
        clauses=tuple(said),
        signatures={one: (Signature(DAY - timedelta(days=90)),) for one in oracle.KINDS},
    )
    return Rulebook((version,))


def questions(count: int, book: Rulebook, chance: random.Random) -> list[Ask]:
    """Half as somebody browses, half that some clause reaches; of one day, as a page asks."""
    found = []
    for _ in range(count):
        one = oracle.an_ask(chance, book)
        found.append(
            Ask(
                source=one.source,
                recipient=one.recipient,
                about=one.about,
                category=one.category,
                mode=one.mode,
                purpose=one.purpose,
                day=DAY,
                hub="county",
            )
        )
    return found


def plain(book: Rulebook, ask: Ask) -> bool:
    """Every clause is read: the baseline that knows no shortcut."""
    permitted = False
    for version in book.versions:
        for clause in version.clauses:
            if (
                ask.source.is_named_by(clause.source)
                and ask.recipient.is_named_by(clause.recipient)
                and not clause.misses(ask)
            ):
                if clause.effect is Effect.FORBID:
                    return False
                permitted = True
    return permitted


def rate(work: Callable[[], Any], count: int) -> tuple[float, Any]:
    began = time.process_time()
    found = work()
    return count / (time.process_time() - began), found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sharing", description=__doc__)
    parser.add_argument("--clauses", type=int, default=500)
    parser.add_argument("--questions", type=int, default=20_000)
    options = parser.parse_args()
    chance = random.Random(7)
    book = rulebook(options.clauses, chance)
    asked = questions(options.questions, book, chance)
    few = asked[: max(200, options.questions // 20)]
    fresh = Rulebook(book.versions)
    cold, _ = rate(lambda: [fresh.decide(one) for one in few], len(few))
    ours, answers = rate(lambda: [book.decide(one) for one in asked], len(asked))
    read, scanned = rate(lambda: [plain(book, one) for one in few], len(few))
    policies, requests = oracle.cedar(book), [oracle.request(one) for one in few]
    cedar, theirs = rate(lambda: cedarpy.is_authorized_batch(requests, policies, []), len(few))
    mine = [bool(one) for one in answers[: len(few)]]
    if mine != scanned or mine != [one.allowed for one in theirs]:
        raise SystemExit("The three do not agree.")
    print(f"{options.clauses} clauses, {options.questions} questions, {sum(map(bool, answers))} permitted\n")
    print("| Answers a processor second | rate | times the plain reading |")
    print("|---|---:|---:|")
    for name, value in (
        ("ours, with the reason", ours),
        ("ours, first questions of a process", cold),
        ("every clause read", read),
        ("Cedar, yes or no", cedar),
    ):
        print(f"| {name} | {value:,.0f} | {value / read:.2f} |")


if __name__ == "__main__":
    main()
