"""Invented people’s names, spelt in the several ways in which agencies write them down."""
