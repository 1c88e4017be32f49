"""At the end of a whole run: every page template has been met by axe, or the run fails and names those that were not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mash.cli.testing import state_folder
from mash.interfaces import web

MET = state_folder() / "templates-met-by-axe"
READ = state_folder() / "kinds-read-by-axe"
"""A file for each kind of page that axe has read in this run, whichever process asked it to."""
ROOMS = Path(web.__file__).parent


def pages() -> set[str]:
    """Templates that are pages of a room: those that are not parts (named _...), macros, layouts or a room's base."""
    return {
        path.relative_to(folder).as_posix()
        for folder in [*ROOMS.glob("*/jinja"), ROOMS / "jinja"]
        if folder.parent.name != "components"
        for path in folder.rglob("*.jinja")
        if not path.name.startswith("_")
        and path.name != "base.jinja"
        and path.parent.name not in {"layouts", "forms"}
    }


def met() -> set[str]:
    return {path.name.replace("--", "/") for path in MET.glob("*")} if MET.exists() else set()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Only where the whole of tests/ was asked for, and only in the process that started the run."""
    whole = not session.config.getoption("keyword") and not session.config.option.file_or_dir
    if "PYTEST_XDIST_WORKER" in os.environ or not whole or exitstatus != pytest.ExitCode.OK:
        return
    missed = sorted(pages() - met())
    if missed:
        session.config.get_terminal_writer().line(
            f"\naxe has not met these pages: {', '.join(missed)}", red=True
        )
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
