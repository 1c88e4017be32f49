"""What a running instance tells other commands, in `instance.json` of its state folder."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mash.cli.environment import Databases, NoDatabaseError, for_instance, named_server
from mash.cli.processes import running
from mash.cli.state import ensure_folder, read_json, write_private

MARK = "mash"
"""What the command line of each of our processes contains."""


@dataclass
class Instance:
    """A running `./mash demo`: its address, its processes by name, and the files that hold its databases' URLs."""

    url: str
    pids: dict[str, int] = field(default_factory=dict)
    ready: bool = False
    app_url_file: str = ""
    owner_url_file: str = ""

    def databases(self) -> Databases:
        return Databases(
            *(Path(name).read_text(encoding="utf-8") for name in (self.app_url_file, self.owner_url_file))
        )

    def write(self, state: Path) -> None:
        write_private(state / "instance.json", json.dumps(asdict(self), indent=1))

    def keep(self, state: Path, databases: Databases) -> None:
        """Write the databases' URLs where only this user reads them (0600)."""
        self.app_url_file, self.owner_url_file = (
            str(state / "database.url"),
            str(state / "owner-database.url"),
        )
        write_private(Path(self.app_url_file), databases.app)
        write_private(Path(self.owner_url_file), databases.owner)


def recorded(state: Path) -> Instance | None:
    """The instance written down in this state folder, running or killed."""
    found = read_json(state / "instance.json")
    return Instance(**found) if found else None


def attached(state: Path) -> Instance:
    """The instance that runs in this state folder. Raises `NoDatabaseError`, saying how to start one."""
    found = recorded(state)
    if found is None or not running(found.pids.get("supervisor", 0), MARK):
        raise NoDatabaseError(
            f"No MASH is running in {state}. Start one with ./mash demo, or set MASH_STATE."
        )
    return found


@contextlib.contextmanager
def databases(state: Path) -> Iterator[Databases]:
    """The databases to work on: the named server's, a running instance's, or the state folder's own for a while."""
    if server := named_server():
        yield server
        return
    with contextlib.suppress(NoDatabaseError):
        found = attached(state)
        yield found.databases()
        return
    from mash.cli.postgres import Cluster

    with Cluster(ensure_folder(state)).running() as cluster:
        yield Databases(cluster.dsn("mash_app"), cluster.dsn("mash_owner"))


def environment(state: Path) -> dict[str, str]:
    """The environment of the instance that runs in this state folder, for a command that attaches to it."""
    found = attached(state)
    return for_instance(state, found.databases(), base_url=found.url)
