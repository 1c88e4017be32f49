"""Who sees which rows: PostgreSQL decides, from the actor in the transaction."""

from mash.foundation.visibility.session import acting, as_service, become, current

__all__ = ["acting", "as_service", "become", "current"]
