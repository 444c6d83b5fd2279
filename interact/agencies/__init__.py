"""Agencies, the people in them, the part each plays, and how they sign in."""
