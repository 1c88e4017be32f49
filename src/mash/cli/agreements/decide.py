"""`mash agreements decide`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from mash.cli.database import database
from mash.cli.errors import UserError

HELP = "Ask whether something may be shared as a routine, and why: one question as JSON, one answer as JSON."

_PARTY = "hub, or an agency's key"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json",
        required=True,
        help='the question: {"source", "recipient" ('
        + _PARTY
        + '), "role"?, "desk"? (of the hub\'s seat), "about": '
        '[populations], "category", "mode": existence or content, "purpose", "day"?, "hub"}',
    )


def run(options: argparse.Namespace) -> int:
    said = _question(options.json)
    with database():
        from mash.foundation.kernel import Actor
        from mash.foundation.kernel.time import now
        from mash.foundation.visibility import acting

        at = now()
        with acting(Actor.service("console"), at):
            found = _answer(said, at)
    print(json.dumps(found, ensure_ascii=False))
    return 0 if found["permitted"] else 1


def _question(text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except ValueError as error:
        raise UserError(f"The question is not JSON: {error}") from error
    missing = {"source", "recipient", "about", "category", "mode", "purpose", "hub"} - set(said)
    if not isinstance(said, dict) or missing:
        raise UserError(f"The question lacks: {', '.join(sorted(missing)) or 'everything'}.")
    return said


def _answer(said: Mapping[str, Any], at: Any) -> dict[str, Any]:
    from mash.registers.agencies.models import Agency
    from mash.registers.agreements.queries import agency_party, hub_party, must_record, rulebook, today
    from mash.registers.agreements.rules import HUB, Ask, Mode, NotPermitted
    from mash.registers.agreements.words import Names, explain, gateway, who_could

    def party(key: str) -> Any:
        if key == HUB:
            return hub_party(role=str(said.get("role", "")), desk=str(said.get("desk", "")))
        agency = Agency.objects.filter(key=key).first()
        if agency is None:
            raise UserError(f"There is no agency {key}.")
        return agency_party(agency)

    if said["mode"] not in set(Mode):
        raise UserError("The mode is existence or content.")
    ask = Ask(
        source=party(said["source"]),
        recipient=party(said["recipient"]),
        about=frozenset(said["about"]),
        category=said["category"],
        mode=Mode(said["mode"]),
        purpose=said["purpose"],
        day=date.fromisoformat(said["day"]) if said.get("day") else today(at),
        hub=said["hub"],
    )
    names = Names.read(at=at)
    answer = rulebook().decide(ask)
    if isinstance(answer, NotPermitted):
        return {
            "permitted": False,
            "code": answer.code,
            "why": explain(answer, ask, names),
            "who_could": list(who_could(answer, ask, names)),
        }
    clause = answer.by.clause
    return {
        "permitted": True,
        "agreement": answer.by.version.agreement,
        "version": answer.by.version.number,
        "clause": clause.number,
        "why": explain(answer, ask, names),
        "gateway": gateway(clause, names),
        "record": list(must_record(clause, at=at)),
        "limits": list(clause.limits),
    }
