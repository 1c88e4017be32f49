"""The checkout that this package runs from, for the commands that work on it."""

from pathlib import Path

from mash.cli.errors import UserError


def root() -> Path:
    """The checkout's folder. Raises `UserError` where MASH was installed without one."""
    folder = Path(__file__).resolve().parents[3]
    if not (folder / "pyproject.toml").exists() or not (folder / "tests").is_dir():
        raise UserError(
            "This command works on a checkout of the project, and MASH was installed without one."
        )
    return folder
