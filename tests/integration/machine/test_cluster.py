import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from mash.cli import binaries
from mash.cli.postgres import LONGEST_SOCKET_FOLDER, Cluster, ClusterError
from mash.cli.state import write_private


def kill(cluster: Cluster) -> None:
    cluster.process.send_signal(signal.SIGKILL)
    cluster.process.wait()


def test_a_committed_row_survives_the_killing_of_postgresql(durable):
    with durable.connect("mash_owner") as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('acknowledged')")

    kill(durable)
    assert not durable.alive()
    durable.start()

    with durable.connect("mash_owner") as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("acknowledged",)]


def test_it_starts_again_although_the_killed_servers_number_is_taken_by_another_process(durable):
    kill(durable)
    user = {} if durable.identity is None else {"user": durable.identity[0], "group": durable.identity[1]}
    with subprocess.Popen(["sleep", "60"], cwd="/", **user) as other:
        lock_file = durable.data / "postmaster.pid"
        _, _, rest = lock_file.read_text().partition("\n")
        lock_file.write_text(f"{other.pid}\n{rest}")

        durable.start()

        other.kill()
    assert durable.alive()


def test_it_writes_to_disk_checks_what_it_reads_and_opens_no_port(durable):
    with durable.connect("mash_super") as connection:
        found = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in SHOWN}

    assert found == SHOWN


SHOWN = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "data_checksums": "on",
    "server_encoding": "UTF8",
    "listen_addresses": "",
    "shared_preload_libraries": "pg_stat_statements",
}


def test_two_instances_run_side_by_side(durable, tmp_path_factory):
    folder = tmp_path_factory.mktemp("other")
    other = Cluster(folder)
    other.start()
    try:
        with durable.connect("mash_owner") as here, other.connect("mash_owner") as there:
            here.execute("CREATE TABLE only_here (i int)")
            assert there.execute("SELECT to_regclass('only_here')").fetchone() == (None,)
        assert durable.dsn("mash_app") != other.dsn("mash_app")
    finally:
        other.destroy()


@pytest.mark.parametrize("role", ["mash_super", "mash_owner", "mash_app"])
def test_no_role_signs_in_without_its_own_password(durable, role):
    others = {"mash_super": "mash_app", "mash_owner": "mash_app", "mash_app": "mash_owner"}
    borrowed = psycopg.conninfo.conninfo_to_dict(durable.dsn(others[role]))["password"]

    for password in ("", borrowed):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(durable.dsn(role), password=password)


def test_the_application_owns_nothing_and_creates_nothing(durable):
    with durable.connect("mash_app", autocommit=True) as connection:
        for attempt in (
            "CREATE TABLE t (i int)",
            "CREATE TEMP TABLE t (i int)",
            "CREATE SCHEMA s",
            "SET ROLE mash_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt)


def test_no_role_that_programs_use_can_look_past_a_policy(durable):
    with durable.connect("mash_super") as connection:
        powers = connection.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles "
            "WHERE rolname IN ('mash_owner', 'mash_app') ORDER BY 1"
        ).fetchall()
        members = connection.execute(
            "SELECT count(*) FROM pg_auth_members WHERE member::regrole::text LIKE 'mash_%'"
        )

        assert powers == [("mash_app", False), ("mash_owner", False)]
        assert members.fetchone() == (0,)


def test_passwords_are_read_by_their_owner_alone(durable):
    assert stat.S_IMODE((durable.state / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(durable.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(durable.socket_folder.stat().st_mode) == 0o700
    assert not list(durable.base.glob("*.password"))


def test_a_copied_database_has_the_templates_rows_and_rights(durable):
    durable.create_database("model")
    with durable.connect("mash_owner", "model") as connection:
        connection.execute("CREATE TABLE t (i int)")
        connection.execute("INSERT INTO t VALUES (7)")
        connection.execute("GRANT SELECT ON t TO mash_app")

    durable.create_database("copy", template="model")

    with durable.connect("mash_app", "copy") as connection:
        assert connection.execute("SELECT i FROM t").fetchone() == (7,)
        assert connection.execute("SELECT similarity('maria', 'mariah') > 0.5").fetchone() == (True,)
    durable.drop_database("copy")
    assert "copy" not in durable.databases()


def test_a_lost_password_file_explains_itself(durable):
    durable.stop()
    passwords = durable.state / "secrets.json"
    kept = passwords.read_text()
    passwords.unlink()

    with pytest.raises(ClusterError, match=r"secrets.json are not those"):
        durable.start()

    write_private(passwords, kept)
    durable.start()


def test_a_running_server_is_not_started_twice(durable):
    with pytest.raises(ClusterError, match="already running"):
        Cluster(durable.state).start()


def test_a_command_uses_the_running_server_and_leaves_it_running(durable):
    with Cluster(durable.state).running() as found, found.connect("mash_app"):
        pass

    assert durable.alive()


def test_a_deep_state_folder_still_has_a_socket(tmp_path):
    deep = tmp_path / ("a-very-long-name-" * 6) / "state"

    cluster = Cluster(deep)

    assert len(os.fsencode(cluster.socket_folder)) <= LONGEST_SOCKET_FOLDER
    cluster.destroy()


def test_it_runs_for_an_ordinary_user(state):
    """Root's own case is every other test here when root runs them, and then this one is the user's."""
    programs = binaries.readable_copy(binaries.find(), state)
    home = state / "home"
    home.mkdir()
    if os.geteuid() == 0:
        os.chown(home, 65534, 65534)

    done = subprocess.run(
        [sys.executable, "-c", _AS_USER, str(home), str(programs)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )

    assert done.stdout.split() == ["mash_app", "True", str(home / "postgres")], done.stderr


_AS_USER = """
import encodings.ascii, encodings.idna, os, sys
from pathlib import Path
import psycopg
from mash.cli import binaries
from mash.cli.postgres import Cluster
if os.geteuid() == 0:
    # Everything is imported by now: root's own Python may be out of this user's reach.
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
binaries.find = lambda: Path(sys.argv[2])
cluster = Cluster(Path(sys.argv[1]))
cluster.start()
with cluster.connect("mash_app") as connection:
    name = connection.execute("SELECT current_user").fetchone()[0]
print(name, cluster.identity is None, cluster.data)
cluster.stop()
"""


def test_root_keeps_the_data_where_the_servers_user_can_get(tmp_path):
    if os.geteuid() != 0:
        assert Cluster(tmp_path).base == tmp_path  # an ordinary user needs no second place
        return
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    closed.parent.chmod(0o700)

    cluster = Cluster(closed / "state")
    try:
        assert cluster.base != cluster.state
        assert Cluster(closed / "state").base == cluster.base
        cluster.start()
        assert Path(f"/proc/{cluster.pid()}").stat().st_uid == cluster.identity[0]
    finally:
        cluster.destroy()
    assert not cluster.base.exists()
