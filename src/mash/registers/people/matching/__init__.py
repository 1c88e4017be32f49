"""Who is who: the engine, without a database. See README.md beside this file."""
