"""What a role may do with notices to schools."""

from __future__ import annotations

from typing import Final

WORK: Final = "encompass:notice:work"
READ: Final = "encompass:message:read"
