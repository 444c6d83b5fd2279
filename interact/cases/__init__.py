"""A child, their case, claims, episodes and files; whom it is shared with; search."""
