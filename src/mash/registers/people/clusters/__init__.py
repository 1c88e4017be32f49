"""Which records are of one person, kept true while records come and go and people say otherwise."""
