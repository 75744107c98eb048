"""Finds pictures, keeps accounts, consents and decisions."""
