"""A backup from before a disposal is restored: the case is back, and one command disposes of it again."""

import subprocess
from datetime import timedelta

import pytest
from django.db import connections
from tests.integration.casework.sealing import item, sealed_item
from tests.integration.retention.old_cases import FAR, approved, closed, verified
from tests.integration.retention.test_disposal import everything

from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.models import Matter
from mash.cli.binaries import find
from mash.cli.errors import UserError
from mash.cli.retention.reapply import reapply
from mash.foundation.visibility import acting
from mash.interfaces.worker.retention import carry_out_due, keep_register
from mash.oversight.retention import queries, register

SOON = FAR + timedelta(days=8)


def test_a_restored_backup_is_disposed_of_again(*, own_database, cluster, settings, tmp_path, capsys, world):
    settings.MASH_STATE, settings.MASH_LOG_KEY = tmp_path, str(tmp_path / "log.key")
    settings.MASH_LOOKUP_COPY = "none"
    world.clear("decider")
    matter, stays = closed(world, item(), sealed_item(), file=True), closed(world)
    dump, super_dsn = tmp_path / "hub.dump", cluster.dsn("mash_super", own_database.name)
    subprocess.run([find() / "pg_dump", "-Fc", "-f", dump, super_dsn], check=True)
    made = approved(world, matter)
    assert carry_out_due(at=SOON) == 1
    assert keep_register(at=SOON) == 0, "what is in the file is not written again"
    with acting(world.actor("governance"), SOON):
        before = queries.get_disposal(made.ref)

    connections["default"].close()
    cluster.drop_database(own_database.name)
    cluster.create_database(own_database.name)
    subprocess.run([find() / "pg_restore", "--clean", "--if-exists", "-d", super_dsn, dump], check=True)
    with cluster.connect("mash_super", own_database.name) as restored:
        assert "Seen and safe" in everything(restored)

    with pytest.raises(Exception, match="permission denied"):
        reapply(None)  # as the application
    connections["default"].close()
    _as_owner(own_database.owner_dsn)
    try:
        assert reapply(None) == 0
        assert f"{matter}: disposed of again" in capsys.readouterr().out
        assert reapply(None) == 0
        assert "1 disposals: 0 had come back" in capsys.readouterr().out
    finally:
        connections["default"].close()
        _as_owner(own_database.app_dsn)

    with cluster.connect("mash_super", own_database.name) as restored:
        left = everything(restored)
    # The other case of the same names is there still; what was said in the one that went is not.
    assert not any(word in left for word in ("body-map", "tools are kept"))
    assert matter in left
    found = verified(SOON)
    assert found.right, [one.sentence for one in found.faults]
    with acting(world.actor("governance"), SOON):
        again = queries.get_disposal(made.ref)
        assert again.again_at is not None
        assert (again.digest, again.counts, again.entry, again.decided_by_user) == (
            before.digest,
            before.counts,
            before.entry,
            before.decided_by_user,
        )
    with acting(world.actor("manager"), SOON):
        assert get_case(stays).closed_at
        assert not Matter.objects.filter(ref=matter).exists()

    _a_changed_line_is_found()


def _a_changed_line_is_found():
    text = register.path().read_text()
    register.path().write_text(text.replace('"klass":"', '"klass":"x'))
    with pytest.raises(UserError, match="Line 1"):
        reapply(None)
    register.path().write_text(text)
    assert len(register.lines()) == 1


def _as_owner(dsn: str) -> None:
    from psycopg.conninfo import conninfo_to_dict

    found = conninfo_to_dict(dsn)
    connections["default"].settings_dict.update(USER=found["user"], PASSWORD=found.get("password", ""))
    connections.settings["default"].update(USER=found["user"], PASSWORD=found.get("password", ""))
