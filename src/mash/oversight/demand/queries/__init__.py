"""Reading what came: as the actor sees it, in few statements, and never more than a year."""
