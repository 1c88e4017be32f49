"""What machines touch. `schema()` is the whole of it, as OpenAPI."""

from __future__ import annotations

import json
from typing import Any


def schema() -> dict[str, Any]:
    """The API's description (OpenAPI 3.1) as plain JSON values; needs Django set up, and no database."""
    from mash.interfaces.api.v1 import PREFIX, api

    found = api.get_openapi_schema(path_prefix=PREFIX)
    plain: dict[str, Any] = json.loads(json.dumps(found, default=str))
    return plain
