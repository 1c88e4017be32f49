"""What the Department for Education published about two real authorities, and the fit made from it."""
