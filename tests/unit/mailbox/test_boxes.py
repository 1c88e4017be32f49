"""Which mailboxes are watched is read whole or not at all, and no password is told."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from mash.foundation.adapters.mailboxes import MailboxError, boxes, open_source

GOOD = {"key": "a", "desk": "d", "address": "a@example.org", "url": "imaps://u:secret@mail.example.org/INBOX"}


def test_none_is_watched_by_default(settings):
    settings.MASH_MAILBOXES = ""
    assert boxes() == ()


def test_a_box_does_not_show_its_password(settings):
    settings.MASH_MAILBOXES = json.dumps([GOOD])
    (box,) = boxes()
    assert "secret" not in repr(box)


@pytest.mark.parametrize(
    "wrong",
    [
        "not json",
        json.dumps(GOOD),
        json.dumps([GOOD, GOOD]),
        json.dumps([GOOD | {"more": "x"}]),
        json.dumps([GOOD | {"key": ""}]),
        json.dumps([GOOD | {"trusts": 1}]),
        json.dumps([GOOD | {"url": 1}]),
        json.dumps([GOOD | {"url": "pop3://mail.example.org"}]),
        json.dumps([GOOD | {"url": "imaps://"}]),
        # in clear to the machine itself alone
        json.dumps([GOOD | {"url": "imap://u:secret@mail.example.org/INBOX"}]),
    ],
)
def test_what_is_wrong_is_said_without_it(settings, wrong):
    settings.MASH_MAILBOXES = wrong
    with pytest.raises(ImproperlyConfigured) as found:
        boxes()
    assert "secret" not in str(found.value)


def test_a_folder_of_messages_is_a_mailbox(settings, tmp_path):
    settings.MASH_MAILBOXES = json.dumps([GOOD | {"url": f"folder:{tmp_path}/portal"}])
    (box,) = boxes()
    with pytest.raises(MailboxError) as found:
        open_source(box)
    assert found.value.code == "no-folder"
    folder = tmp_path / "portal"
    folder.mkdir()
    (folder / "one.eml").write_bytes(b"From: a@example.org\n\nx")
    (folder / "two.EML").write_bytes(b"From: a@example.org\n\nx")
    (folder / "other.txt").write_bytes(b"x")
    (folder / "link.eml").symlink_to("/etc/hostname")
    source = open_source(box)
    found = list(source.found())
    assert len({one.place for one in found}) == len(found) == 2
    assert {source.fetch(one, most=100) for one in found} == {b"From: a@example.org\n\nx"}
    source.put_away(found[:1], "taken")
    source.put_away(found[:1], "taken")
    assert list(source.found()) == found[1:]
    assert len(list((folder / "taken").iterdir())) == 1
    with pytest.raises(MailboxError):
        source.fetch(found[0], most=100)
