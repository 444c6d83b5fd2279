"""Fictional agencies, people and children, for training and for pictures."""
