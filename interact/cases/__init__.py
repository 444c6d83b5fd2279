"""A child, their case, their claims, episodes and files; who it is shared with; search."""
