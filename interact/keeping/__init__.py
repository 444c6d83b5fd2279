"""Backups in two places, restoring them, and the monthly drill."""
