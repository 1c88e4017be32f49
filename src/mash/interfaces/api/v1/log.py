"""The tree of the log, as C2SP's tlog-tiles serves one: to information-governance leads, and witnesses with their token.

What is read here tells nothing of anybody, so that reading it is no entry: the log would grow by being verified.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from ninja import Router

from mash.foundation.ledger.proof import checkpoints, exporting, tree
from mash.interfaces.api.access import ApiRequest, demand, missing
from mash.interfaces.api.v1.answers import PROBLEMS
from mash_tlog.errors import FormatError
from mash_tlog.leaf import leaf_data_of
from mash_tlog.tiles import ENTRIES, entry_bundle, parse_path, width_of

router = Router(tags=["log"])
READS: Final = "ledger:tree:view"


@router.get(
    "/checkpoint",
    response={200: str, **PROBLEMS},
    operation_id="get_checkpoint",
    summary="The latest checkpoint, a signed note with its cosignatures",
)
def get_checkpoint(request: ApiRequest) -> HttpResponse:
    """Text, as C2SP's tlog-checkpoint."""
    demand(request, READS)
    last = checkpoints.latest()
    if last is None:
        raise missing()
    return HttpResponse(exporting.note_of(last), content_type="text/plain; charset=utf-8")


@router.get(
    "/tile/{path:rest}",
    response={200: bytes, **PROBLEMS},
    operation_id="get_tile",
    summary="A tile of hashes, or a bundle of leaves: `tile/0/x001/234.p/5`, `tile/entries/000`",
)
def get_tile(request: ApiRequest, rest: str) -> HttpResponse:
    """Bytes, as C2SP's tlog-tiles; of a tree as large as the latest checkpoint."""
    demand(request, READS)
    last = checkpoints.latest()
    try:
        level, number, width = parse_path(f"tile/{rest}")
    except FormatError:
        raise missing() from None
    deep = 0 if isinstance(level, str) else level
    if last is None or width > width_of(deep, number, last.size):
        raise missing()
    if level == ENTRIES:
        begin = number * 256
        leaves = tree.leaf_macs(begin, begin + width)
        data = entry_bundle(leaf_data_of(mac) for mac in leaves)
    else:
        data = tree.read_tile(deep, number, width)
    return HttpResponse(data, content_type="application/octet-stream")
