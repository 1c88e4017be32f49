"""The private PostgreSQL of a state folder: durable, reached through its socket alone, with three roles.

`mash_super` sets up and nothing else uses it. `mash_owner` owns the database and its schema and migrates.
`mash_app` owns nothing: it may connect and use the schema, and what it may do with each table is granted after the
migrations. Each has its own random password (scram-sha-256), so that no role can become another.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import psycopg
from psycopg import sql

from mash.cli import binaries, processes
from mash.cli.errors import UserError
from mash.cli.state import ensure_folder, lock, secret, write_private

Role = Literal["mash_super", "mash_owner", "mash_app"]

DATABASE = "mash"
PORT = 5432  # no port is opened: it is part of the socket's file name
EXTENSIONS = ("pg_trgm", "btree_gist", "fuzzystrmatch", "unaccent")
OWNER_PARAMETERS = ("mash.projecting",)
"""Session settings that the owner's own functions may carry: PostgreSQL asks a superuser to allow it."""
LONGEST_SOCKET_FOLDER = 80
"""Bytes: a socket's whole path holds 103 on macOS and 107 on Linux, and PostgreSQL adds its file's name."""
START_SECONDS = 120.0
"""How long a start may take; recovery after a crash replays what was written since the last checkpoint."""
STOP_SECONDS = 6.0

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # The server's log must not become a second record of people: no statements, parameters or row values in it.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


class ClusterError(UserError):
    """The private PostgreSQL cannot be set up or started; the sentence says what to do."""


class Cluster:
    """One private PostgreSQL, kept in (or, where its user cannot get there, pointed to from) `state`.

    Run by root, the server's processes belong to the user `postgres` or `nobody`; otherwise to whoever runs it.
    Two clusters in two folders run side by side without a clash.
    """

    def __init__(self, state: Path) -> None:
        self.state = ensure_folder(state)
        self.identity = _server_identity()
        self.base = self._base_folder()
        self.data = self.base / "postgres"
        self.socket_folder = self._socket_folder()
        self.binaries = self._usable_binaries()
        self.process: subprocess.Popen[bytes] | None = None

    # The server

    def start(self, *, attached: bool = True, options: Mapping[str, str] | None = None) -> None:
        """Start the server and wait until it answers, creating the cluster the first time.

        Attached, it is this process's child and stops when this process dies. `options` are server settings that
        override ours. Raises `ClusterError` when it does not come up, with the end of its log.
        """
        with lock(self.state / "postgres.lock"):
            if self.alive():
                raise ClusterError(f"PostgreSQL is already running in {self.data}.")
            if not (self.data / "PG_VERSION").exists():
                self._create()
            self._check_version()
            self._start_until_it_answers(attached=attached, options=options or {})
            self._ensure_roles()
            self._ensure_database()
            if not attached:
                self._let_go()

    def stop(self) -> None:
        """Stop the server cleanly, ending its sessions; nothing happens when it is not running."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)  # at once; the next start recovers from the log
                self.process.wait()
            self.process = None
        elif (pid := self.pid()) is not None:
            processes.send(pid, signal.SIGINT)
            self._wait_for_end(pid)

    @contextmanager
    def running(self) -> Iterator["Cluster"]:
        """Use the server that runs, or run one for as long as the block lasts."""
        if self.alive():
            yield self
            return
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def alive(self) -> bool:
        """Whether the server's first process is there (it may still be starting)."""
        if self.process is not None:
            return self.process.poll() is None
        return self.pid() is not None

    def pid(self) -> int | None:
        """The process id of the running server; None when there is none, whatever an old file says."""
        pid = self._recorded_pid()
        return pid if pid is not None and processes.running(pid, str(self.data)) else None

    def destroy(self) -> None:
        """Stop the server and delete its data, for clusters that were made for a test."""
        self.stop()
        for folder in (self.data, self.socket_folder):
            shutil.rmtree(folder, ignore_errors=True)
        if self.base != self.state:
            shutil.rmtree(self.base, ignore_errors=True)
            (self.state / "postgres.folder").unlink(missing_ok=True)

    # Its databases

    def dsn(self, role: Role, database: str = DATABASE) -> str:
        """A `postgresql://` URL for this role, password included; psycopg and Django's settings read it."""
        password = quote(secret(self.state, role), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket_folder), safe='')}&port={PORT}"

    def connect(self, role: Role, database: str = DATABASE, **options: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(self.dsn(role, database), **options)

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database that `mash_owner` owns and `mash_app` may connect to, empty or a copy of `template`.

        Nobody may be connected to the template. An existing database of that name is an error of psycopg.
        """
        source = template or "template0"
        with self.connect("mash_super", "postgres", autocommit=True) as connection:
            _run(connection, "CREATE DATABASE {} OWNER mash_owner TEMPLATE {}", name, source)
            _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
            _run(connection, "GRANT CONNECT ON DATABASE {} TO mash_app", name)
        if template is None:
            with self.connect("mash_super", name, autocommit=True) as connection:
                _prepare_schema(connection)

    def drop_database(self, name: str) -> None:
        """Drop a database and end the sessions in it; a missing one is no error."""
        with self.connect("mash_super", "postgres", autocommit=True) as connection:
            _run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def databases(self) -> set[str]:
        with self.connect("mash_super", "postgres", autocommit=True) as connection:
            return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}

    # Where things are

    def _base_folder(self) -> Path:
        """The folder of data and socket: the state folder, unless root's is closed to the server's user."""
        if self.identity is None or self._may_pass(self.state):
            return self.state
        pointer = self.state / "postgres.folder"
        with lock(self.state / "postgres.lock"):
            if not pointer.exists():
                folder = Path("/var/lib") / f"mash-{secrets.token_hex(6)}"
                folder.mkdir(mode=0o711)
                folder.chmod(0o711)
                write_private(pointer, str(folder))
        base = Path(pointer.read_text(encoding="utf-8"))
        if not base.is_dir():
            raise ClusterError(
                f"{pointer} says that the database is in {base}, but that folder is not there."
            )
        return base

    def _socket_folder(self) -> Path:
        folder = self.base / "socket"
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        key = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()).resolve() / f"mash-{os.geteuid()}-{key}"

    def _usable_binaries(self) -> Path:
        found = binaries.find()
        if self.identity is None or self._may_run(found / "postgres"):
            return found
        home = Path("/var/lib/mash-postgresql")
        home.mkdir(mode=0o755, exist_ok=True)
        home.chmod(0o755)
        with lock(home / "copy.lock"):
            return binaries.readable_copy(found, home)

    def _may_pass(self, folder: Path) -> bool:
        return self._test("-x", folder)

    def _may_run(self, program: Path) -> bool:
        return self._test("-x", program)

    def _test(self, question: str, path: Path) -> bool:
        return (
            subprocess.run(["test", question, path], cwd="/", check=False, **self._as_server()).returncode
            == 0
        )

    def _as_server(self) -> dict[str, Any]:
        """What a subprocess needs to run as the server's user."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": "/", "TZ": "UTC"}
        if self.identity is None:
            return {"env": environment}
        user, group = self.identity
        return {"env": environment, "user": user, "group": group, "extra_groups": []}

    def _own(self, path: Path) -> None:
        if self.identity is not None:
            os.chown(path, *self.identity)

    # Creating

    def _create(self) -> None:
        """Make the cluster in a folder of its own and move it into place whole."""
        partial = self.base / "postgres.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        self._own(partial)
        password = self.base / "postgres.password"
        password.unlink(missing_ok=True)
        write_private(password, secret(self.state, "mash_super"))
        self._own(password)
        try:
            self._initdb(partial, password)
        finally:
            password.unlink()
        (partial / "pg_hba.conf").write_text(
            "# TYPE DATABASE USER METHOD\nlocal all all scram-sha-256\n", encoding="ascii"
        )
        if self.data.exists():
            shutil.rmtree(self.data)  # a folder without PG_VERSION is no cluster
        partial.rename(self.data)

    def _initdb(self, folder: Path, password: Path) -> None:
        command: list[str | Path] = [
            self.binaries / "initdb",
            "-D",
            folder,
            "-U",
            "mash_super",
            "--pwfile",
            password,
        ]
        command += ["-A", "scram-sha-256", "-E", "UTF8", "--data-checksums"]
        command += ["--locale", "C.UTF-8" if sys.platform == "linux" else "C"]
        if binaries.major(self.binaries) >= 17:
            # The built-in locale sorts the same on every machine and after every update of its C library.
            command += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        done = subprocess.run(
            command, cwd="/", capture_output=True, text=True, check=False, **self._as_server()
        )
        if done.returncode != 0:
            raise ClusterError(f"initdb could not create {folder}:\n{done.stdout}{done.stderr}")

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        ours = binaries.version(self.binaries)
        if made_by != ours.split(".")[0]:
            raise ClusterError(
                f"The data in {self.data} belongs to PostgreSQL {made_by} and this is {ours}. "
                f"Install PostgreSQL {made_by}, or move the data with pg_upgrade or a dump."
            )

    def _ensure_roles(self) -> None:
        with self.connect("mash_super", "postgres", autocommit=True) as connection:
            known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role in ("mash_owner", "mash_app"):
                if role not in known:
                    statement = sql.SQL(
                        "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT "
                        "PASSWORD {}"
                    )
                    password = sql.Literal(secret(self.state, role))
                    connection.execute(statement.format(sql.Identifier(role), password))
            for parameter in OWNER_PARAMETERS:
                _run(connection, "GRANT SET ON PARAMETER {} TO mash_owner", parameter)

    def _ensure_database(self) -> None:
        if DATABASE not in self.databases():
            # Under another name first, so that a kill half way leaves no database that lacks its schema's rights.
            partial = f"{DATABASE}_partial"
            self.drop_database(partial)
            self.create_database(partial)
            with self.connect("mash_super", "postgres", autocommit=True) as connection:
                _run(connection, "ALTER DATABASE {} RENAME TO {}", partial, DATABASE)

    # Starting and ending

    def _start_until_it_answers(self, *, attached: bool, options: Mapping[str, str]) -> None:
        """Start; try again while the children of a killed server still hold its memory."""
        self._prepare_socket_folder()
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._remove_stale_lock()
            self._launch(attached=attached, options=options)
            while self.alive():
                if self._answers():
                    return
                if time.monotonic() > deadline:
                    self.stop()
                    raise ClusterError(
                        f"PostgreSQL did not answer within {START_SECONDS:.0f} s.\n{self._log_end()}"
                    )
                time.sleep(0.02)
            if time.monotonic() > deadline or "still in use" not in self._log_end():
                raise ClusterError(f"PostgreSQL did not start.\n{self._log_end()}")
            time.sleep(0.3)

    def _prepare_socket_folder(self) -> None:
        folder = self.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        owners = {os.geteuid(), self.identity[0] if self.identity else os.geteuid()}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
            raise ClusterError(f"{folder} is not ours; move it away or choose another MASH_STATE.")
        self._own(folder)
        folder.chmod(0o700)

    def _launch(self, *, attached: bool, options: Mapping[str, str]) -> None:
        settings = {**SETTINGS, "unix_socket_directories": str(self.socket_folder)}
        if binaries.has_library(self.binaries, "pg_stat_statements"):
            settings["shared_preload_libraries"] = "pg_stat_statements"
        settings.update(options)
        command: list[str | Path] = [self.binaries / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        (self.state / "postgres.log").touch(mode=0o600)
        with (self.state / "postgres.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.dies_with_parent(signal.SIGINT) if attached else None,  # noqa: PLW1509 - one thread
                **self._as_server(),
            )
        self.process = process

    def _let_go(self) -> None:
        """Keep no handle on the server: it outlives this process, and `stop` finds it by its file."""
        if self.process is not None:
            self.process.returncode = 0  # or Popen would warn that its child outlives it
            self.process = None

    def _answers(self) -> bool:
        try:
            self.connect("mash_super", "postgres", connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                self.stop()
                raise ClusterError(
                    f"The passwords in {self.state / 'secrets.json'} are not those of {self.data}. Put the file back, "
                    "or delete both to start with an empty database."
                ) from error
            return False
        return True

    def _recorded_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _remove_stale_lock(self) -> None:
        """Remove the lock files of a killed server whose number is taken by another process, or not yet reaped.

        PostgreSQL itself handles a number that is free; it keeps refusing to start beside one that is not. That no
        process still uses the data is checked by PostgreSQL through its shared memory, with or without the file.
        """
        pid = self._recorded_pid()
        if pid is None or processes.running(pid, str(self.data)):
            return
        for file in (self.data / "postmaster.pid", self.socket_folder / f".s.PGSQL.{PORT}.lock"):
            file.unlink(missing_ok=True)

    def _wait_for_end(self, pid: int) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        while processes.running(pid, str(self.data)):
            if time.monotonic() > deadline:
                processes.send(pid, signal.SIGQUIT)
                deadline += STOP_SECONDS
            time.sleep(0.02)

    def _log_end(self) -> str:
        return "\n".join((self.state / "postgres.log").read_text(errors="replace").splitlines()[-8:])


def _server_identity() -> tuple[int, int] | None:
    """The user and group that run the server: None for our own, since PostgreSQL refuses only root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise ClusterError("PostgreSQL does not run as root, and there is no user postgres or nobody to run it.")


def _prepare_schema(connection: psycopg.Connection[Any]) -> None:
    """Give the schema to `mash_owner`, close it to all but `mash_app`, and add the extensions that exist here."""
    available = {name for (name,) in connection.execute("SELECT name FROM pg_available_extensions")}
    for extension in EXTENSIONS:
        if extension in available:
            _run(connection, "CREATE EXTENSION IF NOT EXISTS {} SCHEMA public", extension)
    connection.execute("ALTER SCHEMA public OWNER TO mash_owner")
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connection.execute("GRANT USAGE ON SCHEMA public TO mash_app")


def _run(connection: psycopg.Connection[Any], statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))
