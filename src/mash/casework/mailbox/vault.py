"""The bytes of a message as it was sent: sealed like every file, held for the message and later for its contact."""

from __future__ import annotations

from mash.casework.mailbox.models import Message
from mash.foundation.adapters.storage import storage
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Ref
from mash.foundation.visibility import as_service

NAME = "message.eml"
CONTENT_TYPE = "message/rfc822"


def ref(message: Message) -> Ref:
    return Ref("mail", message.public_id)


def raw_of(message: Message) -> bytes:
    """Raises StorageError where its bytes are gone or damaged. An empty message has none."""
    if not message.file:
        return b""
    with as_service("intake"):
        key = StoredFile.objects.get(public_id=message.file).storage_key
    return b"".join(storage().get(key))
