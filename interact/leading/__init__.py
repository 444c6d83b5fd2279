"""Who leads a case, and who asks the lead to be let in."""
