"""The room `allocation`: who may have a case, giving it, taking the next, offers, and the manager’s board."""
