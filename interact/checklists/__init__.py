"""The files in checklists/, and what answers to them come to."""
