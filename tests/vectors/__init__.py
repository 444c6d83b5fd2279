"""Sealed and signed examples: others' (published.json) and our own, frozen (v1/)."""
