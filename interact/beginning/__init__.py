"""A new installation: what is asked, made, printed and proven."""
