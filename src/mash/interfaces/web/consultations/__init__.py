"""Advice: recorded, waited for, chased, made into a contact, and what is asked again and again."""
