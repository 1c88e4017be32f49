"""A process that collects is killed, and nothing is lost and nothing doubled."""

from tests.integration.mailbox.flood import drill


def test_a_kill_loses_nothing(world, own_database, dovecot, monkeypatch):
    drill(dovecot, monkeypatch, many=80, kills=2, seed=1)
