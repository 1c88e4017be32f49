"""What every test may ask for: a database, its owner, its superuser, a browser and a virus scanner.

One private PostgreSQL serves the whole run. It starts when the first test needs it, is migrated once into a
template, and gives each worker a copy. Tests that only think pay for none of it. The small world that most tests start
from is built once, into a template of its own: a test that asks for `world` has a database in which it stands.
"""

import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connections
from django.utils import translation
from psycopg.conninfo import conninfo_to_dict

from mash.cli.postgres import Cluster, Role
from mash.cli.state import lock
from mash.cli.testing import state_folder
from tests.axe_coverage import pytest_sessionfinish  # noqa: F401 - pytest finds the hook here
from tests.servers import clamd, dovecot  # noqa: F401 - and fixtures

if TYPE_CHECKING:
    from tests.world import World

TEMPLATE = "mash_template"
WORLD = "mash_world"
IN_A_HURRY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}  # nobody misses these data


@dataclass(frozen=True)
class Database:
    """One database of the tests' cluster: its name and how `mash_app` and `mash_owner` reach it."""

    name: str
    app_dsn: str
    owner_dsn: str


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The run's PostgreSQL, started by whoever needs it first and stopped at the end of the run."""
    shared = Cluster(state_folder())
    with lock(state_folder() / "cluster.lock"):
        if not shared.alive():
            shared.start(attached=False, options=IN_A_HURRY)
    return shared


@pytest.fixture(scope="session")
def template_database(cluster, django_db_blocker) -> str:
    """A migrated database with all policies, to be copied; built once a run."""

    def made() -> None:
        from mash.cli.migration import migrate

        migrate(verbosity=0)

    with django_db_blocker.unblock():
        return _template(cluster, TEMPLATE, None, "mash_owner", made)


@pytest.fixture(scope="session")
def world_database(cluster, template_database, django_db_blocker) -> str:
    """The same with the small world in it, for `world` to read; built once a run."""

    def made() -> None:
        from tests.world import PASSWORD, build

        _built().write_bytes(pickle.dumps(build(password=PASSWORD)))

    with django_db_blocker.unblock():
        return _template(cluster, WORLD, template_database, "mash_app", made)


@pytest.fixture(scope="session")
def _workers_databases(cluster, django_db_blocker) -> Iterator[dict[str, Database]]:
    """This worker's copies by their template, each made when the first test asks for it."""
    made: dict[str, Database] = {}
    yield made
    with django_db_blocker.unblock():
        connections["default"].close()
    for database in made.values():
        cluster.drop_database(database.name)


@pytest.fixture
def django_db_setup(request, cluster, template, _workers_databases, django_db_blocker) -> None:
    """pytest-django's default connection: the role `mash_app` on this worker's copy, with the world or without."""
    if template not in _workers_databases:
        name = f"{template}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
        _workers_databases[template] = _copy(cluster, template, name)
    database = _workers_databases[template]
    with django_db_blocker.unblock():
        if connections.settings["default"]["NAME"] != database.name:
            _default_connection(database.app_dsn).__enter__()


@pytest.fixture
def template(request) -> str:
    """The template of this test's database: the one with the small world, if the test or a fixture asks for `world`."""
    return request.getfixturevalue(
        "world_database" if "world" in request.fixturenames else "template_database"
    )


@pytest.fixture
def own_database(request, cluster, template, django_db_blocker, monkeypatch) -> Iterator[Database]:
    """A fresh database for a test that really commits: the default connection points at it until the test ends.

    Child processes find it too, by `MASH_DATABASE_URL` and `MASH_OWNER_DATABASE_URL`.
    """
    if "db" in request.fixturenames:
        pytest.fail("A test has either the rolled-back database (django_db) or its own_database, not both.")
    database = _copy(cluster, template, f"mash_own_{os.urandom(4).hex()}")
    monkeypatch.setenv("MASH_DATABASE_URL", database.app_dsn)
    monkeypatch.setenv("MASH_OWNER_DATABASE_URL", database.owner_dsn)
    with django_db_blocker.unblock(), _default_connection(database.app_dsn):
        yield database
    cluster.drop_database(database.name)


@pytest.fixture
def world(request) -> "World":
    """The small world of `tests.world`, standing in this test's database, the rolled-back one or its own."""
    request.getfixturevalue("own_database" if "own_database" in request.fixturenames else "db")
    return standing_world()


def standing_world() -> "World":
    """The small world that stands in each copy of `world_database`."""
    return pickle.loads(_built().read_bytes())


@pytest.fixture
def owner_connection(cluster, request) -> Iterator[psycopg.Connection]:
    """psycopg as `mash_owner` on the database of this test; what it does not commit is undone."""
    with cluster.connect("mash_owner", _database_of(request)) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def superuser_connection(cluster, request) -> Iterator[psycopg.Connection]:
    """psycopg as `mash_super`, whom no policy binds, on the database of this test."""
    with cluster.connect("mash_super", _database_of(request)) as connection:
        yield connection
        connection.rollback()


@pytest.fixture(autouse=True)
def _english() -> None:
    """Each test begins in English: Django's middleware leaves a thread in the language of its last request."""
    translation.deactivate()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that Playwright drives."""
    return _program("chromium", "chromium-browser", "google-chrome", package="chromium")


@pytest.fixture(scope="session")
def clamd_path() -> str:
    """The virus scanner's daemon; the tests start their own, with a signature of their own."""
    return _program("clamd", package="clamav-daemon")


@pytest.fixture(scope="session")
def dovecot_path() -> str:
    """The IMAP server; the tests start their own."""
    return _program("dovecot", package="dovecot-imapd")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that would empty tables after them, as mash_app may not."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if "transactional_db" in getattr(item, "fixturenames", ()) or (
            marker and marker.kwargs.get("transaction")
        ):
            raise pytest.UsageError(
                f"{item.nodeid}: a test that really commits asks for own_database instead."
            )


def _template(cluster: Cluster, name: str, source: str | None, role: Role, fill: Callable[[], object]) -> str:
    """The database `name`, made once a run: a copy of `source` that `fill` wrote to as `role`."""
    with lock(state_folder() / f"{name}.lock"):
        if name not in cluster.databases():
            partial = f"{name}_partial"
            cluster.drop_database(partial)
            cluster.create_database(partial, template=source)
            with _default_connection(cluster.dsn(role, partial)):
                fill()
            with cluster.connect("mash_super", "postgres", autocommit=True) as connection:
                connection.execute(f"ALTER DATABASE {partial} RENAME TO {name}")
    return name


def _built() -> Path:
    return state_folder() / "world.pickle"


def _copy(cluster: Cluster, template: str, name: str) -> Database:
    cluster.drop_database(name)
    cluster.create_database(name, template=template)
    return Database(name, cluster.dsn("mash_app", name), cluster.dsn("mash_owner", name))


class _default_connection:  # noqa: N801 - used as a verb in `with`
    """Point Django's default connection elsewhere, in this thread and in those that start meanwhile."""

    def __init__(self, dsn: str) -> None:
        found = conninfo_to_dict(dsn)
        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        self.wanted = {setting: str(found[part]) for setting, part in names.items()}

    def __enter__(self) -> None:
        settings = connections.settings["default"]
        self.before = {name: settings[name] for name in self.wanted}
        connections["default"].close()
        settings.update(self.wanted)

    def __exit__(self, *_: object) -> None:
        connections["default"].close()
        connections.settings["default"].update(self.before)


def _database_of(request: pytest.FixtureRequest) -> str:
    if "own_database" in request.fixturenames:
        return request.getfixturevalue("own_database").name
    request.getfixturevalue("django_db_setup")
    return connections.settings["default"]["NAME"]


def _program(*names: str, package: str) -> str:
    for name in names:
        if found := shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/bin"):
            return str(Path(found))
    return pytest.fail(f"{names[0]} is not installed: apt-get install {package}", pytrace=False)
