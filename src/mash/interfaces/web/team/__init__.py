"""The room `team`: who is able to do what, who is on duty, who is away."""
