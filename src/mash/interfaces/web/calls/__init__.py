"""Telephone calls: taken, written down live, called back, and waited for in writing."""
