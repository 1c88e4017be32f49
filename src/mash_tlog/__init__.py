"""A transparency log's formats, its witness and its verifier. Needs the standard library and `cryptography` alone."""
