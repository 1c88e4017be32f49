"""5,000 messages with all that is planted in them, collected by processes that are killed as they work."""

import pytest
from tests.integration.mailbox.flood import drill

pytestmark = pytest.mark.long


def test_five_thousand_messages_add_up(world, own_database, dovecot, monkeypatch):
    drill(dovecot, monkeypatch, many=5_000, kills=10, seed=5)
