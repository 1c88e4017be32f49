"""What `mash check` looks at itself; each function returns a line for every problem that it finds."""

import os
import re
import subprocess
from pathlib import Path

from mash.cli import project, reference, translations
from mash.cli.environment import OFFLINE
from mash.cli.loading import set_up

UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME)\b")
"""Words for work left undone; what remains to be done belongs in the issue tracker."""


def unfinished() -> list[str]:
    """Every line of a tracked text file that says something is still to be done."""
    root = project.root()
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    found = []
    for name in listing.decode().split("\0"):
        path = root / name
        if not name or not path.is_file() or name.endswith(".lock") or "static/vendor" in name:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        lines = enumerate(text.splitlines(), start=1)
        found += [f"{name}:{number}: {line.strip()}" for number, line in lines if UNFINISHED.search(line)]
    return found


def pages() -> list[str]:
    """The generated pages of docs/reference that are not up to date."""
    return [f"{path} is stale: run ./mash docs" for path in reference.stale()]


def templates() -> list[str]:
    """Every template that does not compile."""
    set_up({**os.environ, **OFFLINE, "DJANGO_SETTINGS_MODULE": "mash.config.settings"})
    from django.template import engines
    from django.template.backends.jinja2 import Jinja2
    from jinja2 import TemplateSyntaxError

    found = []
    for engine in engines.all():
        if not isinstance(engine, Jinja2):
            continue
        for path in sorted(
            path for folder in engine.dirs for path in Path(folder).rglob("*") if path.is_file()
        ):
            try:
                engine.env.compile(path.read_text(encoding="utf-8"), filename=str(path))
            except TemplateSyntaxError as error:
                found.append(f"{path}:{error.lineno}: {error.message}")
    return found


def untranslated() -> list[str]:
    """Every message without a finished translation."""
    return translations.problems()


OWN = {"unfinished": unfinished, "docs": pages, "templates": templates, "translations": untranslated}
"""The checks by the name under which `mash check --only NAME` runs them."""
