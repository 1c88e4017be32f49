"""After a restore: dispose again of what was disposed of since the backup was taken."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection, transaction

from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.oversight.retention import events
from mash.oversight.retention.actions.carrying_out import bytes_go, read, take_from_index
from mash.oversight.retention.register import Line


@transaction.atomic
def dispose_again(*, by: Actor, at: datetime, line: Line) -> int | None:
    """Dispose of one matter again as a line of the register says; how many rows went, None where there was nothing to do.

    It is done as it was approved then: nothing that came back with the backup can keep it. Signed in to the database as
    the owner of its tables; the application cannot do this.
    """
    with as_service("retention"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT mash.came_back(%s)", [line["reference"]])
            matter = cursor.fetchone()[0]
        if matter is None:
            return None
        take_from_index(matter, line["ref"], by=by, at=at)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT mash.dispose_again(%s::jsonb)", [json.dumps(line)])
            said = read(cursor.fetchone()[0])
        if said is None:
            return None
        payload = {"disposal": line["ref"], "rows": said["rows"]}
        append(events.AGAIN, by=by, at=at, about=[Ref("matter", line["reference"])], payload=payload)
        bytes_go(said["keys"])
    rows: int = said["rows"]
    return rows
