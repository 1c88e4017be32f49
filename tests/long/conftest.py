"""The long drills use what the ordinary ones use."""

from tests.integration.drills.conftest import running

__all__ = ["running"]
