"""The environment that commands and child processes get: a running instance's, or one that touches nothing."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mash.cli import witnesses
from mash.cli.errors import UserError
from mash.cli.state import ensure_folder, secret

Side = Literal["app", "owner"]
LONGEST_SOCKET = 100  # bytes: a socket's path holds 103 on macOS and 107 on Linux

OFFLINE = {
    "MASH_ENV": "test",
    "MASH_STATE": "",
    "MASH_SECRET_KEY": "for commands that sign nothing and store nothing",
    "MASH_FILE_KEY": "bm8gZmlsZSBpcyBldmVyIGVuY3J5cHRlZCB3aXRoIGk=",
    "MASH_DATABASE_URL": "postgresql://mash_app@/no_database?host=/nowhere",
    "MASH_OWNER_DATABASE_URL": "postgresql://mash_owner@/no_database?host=/nowhere",
    "MASH_BASE_URL": "http://127.0.0.1:8000",
    "MASH_MAIL": "memory",
    "MASH_CLAMD": "",
    "MASH_LOOKUP": "",
    "MASH_LOOKUP_COPY": "none",
}
"""Settings with which Django loads and no database, file or secret of anybody is reached."""

PRODUCTION = OFFLINE | {
    "MASH_ENV": "production",
    "MASH_SECRET_KEY": "9vX2-pretend-key-that-is-long-enough-and-varied-0aZbQ7mK4",
    "MASH_BASE_URL": "https://mash.example.org",
    "MASH_MAIL": "smtp",
    "MASH_SMTP_URL": "smtp://localhost:587",
}
"""The same, pretending to be a hub's installation: what `check --deploy` looks at."""


class NoDatabaseError(UserError):
    """A command needs a database and none is named or running."""


@dataclass(frozen=True)
class Databases:
    """The URLs of one database for the two roles that programs use; `owner` may be unknown (empty)."""

    app: str
    owner: str


def named_server() -> Databases | None:
    """The server that MASH_DATABASE_URL and MASH_OWNER_DATABASE_URL name, if any."""
    app = os.environ.get("MASH_DATABASE_URL", "")
    return Databases(app, os.environ.get("MASH_OWNER_DATABASE_URL", "")) if app else None


def lookup_socket(state: Path) -> Path:
    """Where `mash lookup` answers for this state folder: in it, or nearer the root where its path is too long."""
    path = state / "lookup.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        return path
    name = hashlib.sha256(os.fsencode(state)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"mash-{os.geteuid()}-{name}.sock"


def for_instance(
    state: Path, databases: Databases, *, side: Side = "app", base_url: str = ""
) -> dict[str, str]:
    """The environment of this state folder's instance: ours, with its secrets and one role's database.

    The application's side never learns the owner's password.
    """
    state = ensure_folder(state)
    mine = {
        "MASH_ENV": "demo",
        "MASH_SECRET_KEY": secret(state, "secret_key"),
        "MASH_FILE_KEY": secret(state, "file_key") + "=",  # 32 random bytes as Fernet writes them
        "MASH_BASE_URL": base_url or "http://127.0.0.1:8000",
        "MASH_MAIL": "file",
        "MASH_LOOKUP": str(lookup_socket(state)),
        **witnesses.settings_of(state),
    }
    given = {name: value for name, value in os.environ.items() if value}
    environment = {
        **mine,
        **given,
        "MASH_STATE": str(state),
        "DJANGO_SETTINGS_MODULE": "mash.config.settings",
    }
    if base_url and "MASH_BASE_URL" not in given:
        environment["MASH_BASE_URL"] = base_url
    environment.pop("MASH_OWNER_DATABASE_URL", None)
    if side == "owner":
        if not databases.owner:
            raise NoDatabaseError("Set MASH_OWNER_DATABASE_URL: this command changes tables, as mash_owner.")
        environment["MASH_OWNER_DATABASE_URL"] = databases.owner
    environment["MASH_DATABASE_URL"] = databases.owner if side == "owner" else databases.app
    return environment
