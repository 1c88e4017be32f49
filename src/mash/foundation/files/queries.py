"""Reading files for others. Which rows there are, the database decides by the actor."""

from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Ref


def held_for(ref: Ref) -> list[StoredFile]:
    """The files of one record, in the order in which they came; purged ones too, as facts."""
    return list(
        StoredFile.objects.filter(held_for_kind=ref.kind, held_for_id=ref.id).order_by("uploaded_at", "id")
    )


def to_scan(limit: int = 100) -> list[str]:
    """Ids of files in quarantine, the oldest first, for the worker's sweep."""
    waiting = StoredFile.objects.filter(state=StoredFile.State.QUARANTINED).order_by("uploaded_at", "id")
    return list(waiting.values_list("public_id", flat=True)[:limit])
