"""Ports to the world outside: each with a real, a console or memory, and a null implementation."""
