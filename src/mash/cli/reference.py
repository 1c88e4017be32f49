"""The generated pages of docs/reference: written by `mash docs`, compared by `mash check`.

A page is a function without arguments that returns Markdown, named here by its path. It runs with Django loaded and
without a database, and gives the same text on every machine.
"""

import argparse
import importlib
import os
from pathlib import Path

from mash.cli import project
from mash.cli.environment import OFFLINE
from mash.cli.loading import set_up

PAGES = {
    "commands.md": "mash.cli.reference:commands_page",
    "events.md": "mash.cli.reference_pages:events_page",
    "roles.md": "mash.cli.reference_pages:roles_page",
    "settings.md": "mash.cli.reference:settings_page",
    "tables.md": "mash.cli.reference_pages:tables_page",
    "workflow.md": "mash.cli.reference_pages:workflow_page",
}
"""File in docs/reference -> `module:function` that makes its text. Add a line for a new page."""

NOTE = "<!-- Made by `./mash docs`; change the code that it describes, and run that again. -->\n\n"


def write() -> list[str]:
    """Write every page that has changed; returns the paths written."""
    changed = stale()
    texts = _texts()
    for path in changed:
        target = project.root() / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(texts[path], encoding="utf-8")
    return changed


def stale() -> list[str]:
    """The paths of the pages whose file is not what would be written now."""
    root = project.root()
    return [path for path, text in _texts().items() if _read(root / path) != text]


def _texts() -> dict[str, str]:
    set_up({**os.environ, **OFFLINE, "DJANGO_SETTINGS_MODULE": "mash.config.settings"})
    texts = {}
    for name, place in PAGES.items():
        module, _, function = place.partition(":")
        texts[f"docs/reference/{name}"] = (
            NOTE + getattr(importlib.import_module(module), function)().strip() + "\n"
        )
    return texts


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def commands_page() -> str:
    """Every command of `./mash` with its options."""
    from mash.cli import every_command

    lines = ["# Commands", "", "All of them are run as `./mash COMMAND`."]
    for name, command in every_command().items():
        room = argparse.ArgumentParser(add_help=False)
        command.arguments(room)
        lines += ["", f"## `mash {name}`", "", command.HELP, *_options(room)]
        for action in room._actions:  # noqa: SLF001 - argparse has no public way to list them
            inner_rooms = action.choices if action.nargs == argparse.PARSER else None
            for inner, further in inner_rooms.items() if isinstance(inner_rooms, dict) else ():
                lines += ["", f"### `mash {name} {inner}`", "", str(further.description), *_options(further)]
    return "\n".join(lines)


def _options(room: argparse.ArgumentParser) -> list[str]:
    """A line for each option and argument, after an empty one; nothing where there is none."""
    found = [
        f"- `{' '.join(part for part in (*action.option_strings[:1], _value(action)) if part)}`: {action.help}"
        for action in room._actions  # noqa: SLF001 - argparse has no public way to list them
        if action.nargs != argparse.PARSER and action.dest != "help"
    ]
    return ["", *found] if found else []


def _value(action: object) -> str:
    takes_none = getattr(action, "nargs", None) == 0
    return "" if takes_none else str(getattr(action, "dest", "")).upper()


def settings_page() -> str:
    """Every setting, its default and what it is for."""
    from mash.config.environment import Environment

    lines = [
        "# Settings",
        "",
        "Each is an environment variable.",
        "",
        "| Variable | Default | What it is for |",
    ]
    lines.append("|---|---|---|")
    for name, setting in sorted(Environment.model_fields.items()):
        default = (
            "must be given"
            if setting.is_required()
            else f"`{setting.default}`"
            if setting.default
            else "none"
        )
        lines.append(f"| `MASH_{name.upper()}` | {default} | {setting.description} |")
    return "\n".join(lines)
