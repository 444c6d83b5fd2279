"""The files in checklists/, and their use on a case: assessments."""
