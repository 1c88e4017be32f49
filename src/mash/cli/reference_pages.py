"""Reference pages made from the code: roles, events, the workflows, who sees which table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mash.foundation.kernel.workflow import Edge


def roles_page() -> str:
    """Every role as its sentence, with what it may do."""
    from mash.registers.accounts.roles import ROLES

    lines = [
        "# Roles",
        "",
        "What a seat of each role may do. What it may *see* is in the database's policies.",
    ]
    for role in ROLES.values():
        lines += ["", f"## {role.title} (`{role.key}`)", "", role.sentence, ""]
        lines += [f"- `{permission}`" for permission in sorted(role.permissions)]
    return "\n".join(lines)


def events_page() -> str:
    """Every kind of ledger entry with its sentence."""
    from mash.foundation.ledger import declared

    lines = ["# Ledger events", "", "| Event | What it says | Payload |", "|---|---|---|"]
    for name, event in sorted(declared().items()):
        lines.append(
            f"| `{name}` | {event.sentence} | {', '.join(f'{key.name} ({key.type})' for key in event.keys.values()) or '-'} |"
        )
    return "\n".join(lines)


def workflow_page() -> str:
    """The states and steps of a case, of a package and of each kind of pathway, each as a diagram and tables."""
    from mash.casework.cases.workflow import CASE
    from mash.casework.cases.workflow import STATES as CASE_STATES
    from mash.casework.disclosure.workflow import PACKAGE
    from mash.casework.disclosure.workflow import STATES as PACKAGE_STATES

    lines = ["# The case's workflow", ""]
    lines += _workflow(CASE, CASE_STATES, ends=("closed",))
    lines += ["", "# A package's workflow", ""]
    lines += _workflow(PACKAGE, PACKAGE_STATES, ends=("recalled", "dropped"))
    from mash.casework.pathways.workflow import KINDS

    for kind in KINDS.values():
        lines += ["", f"# Pathway: {kind.title}", ""]
        lines += _workflow(kind.edges(), kind.states, ends=kind.ends)
    return "\n".join(lines)


def _workflow(edges: Sequence[Edge], states: Mapping[str, object], *, ends: Sequence[str]) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {next(iter(states))}"]
    lines += [f"  {edge.source} --> {edge.target}: {edge.verb}" for edge in edges]
    lines += [f"  {end} --> [*]" for end in ends]
    lines += ["```", "", "| State | Meaning |", "|---|---|"]
    lines += [f"| `{state}` | {meaning} |" for state, meaning in states.items()]
    lines += [
        "",
        "| Step | From | To | Permission | Guard | Starts | Stops |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {edge.verb} | {edge.source} | {edge.target} | `{edge.permission}` | {edge.guard or '-'} "
        f"| {', '.join(edge.starts) or '-'} | {', '.join(edge.stops) or '-'} |"
        for edge in edges
    ]
    return lines


_CALL = re.compile(r"CALL mash\.(police\w*|exempt)\('(\w+)'(.*?)\);", re.DOTALL)


def tables_page() -> str:
    """Which tables are policed and how, read from the policies' own files."""
    from mash.foundation.visibility.apply import SQL

    meanings = {
        "police": "its own rules",
        "police_with_matter": "seen with its matter",
        "police_sealed": "seen by its hub's cleared people who see its matter, and by the agency that supplied it",
        "police_sealed_by_hub": "seen by its hub's cleared people who see its matter",
        "police_with_consultation": "seen with the advice that it belongs to",
        "police_with_request": "seen by the leads of the hub that answers the request it belongs to",
        "police_pair": "seen by whoever sees both persons",
        "police_reference": "everyone reads, set-up and administrators write",
        "exempt": "no policy",
    }
    lines = ["# Tables and who sees their rows", "", "| Table | Rule | File |", "|---|---|---|"]
    found = []
    for path in sorted(Path(SQL).glob("*.sql")):
        for kind, table, rest in _CALL.findall(path.read_text("utf-8")):
            why = rest.strip(" ,'\n") if kind == "exempt" else ""
            found.append(f"| `{table}` | {meanings[kind]}{': ' + why if why else ''} | `{path.name}` |")
    return "\n".join(lines + sorted(found))
