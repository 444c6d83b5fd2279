"""Checklists filled in for a case: answers, levels, what follows from them."""
