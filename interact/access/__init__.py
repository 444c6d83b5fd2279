"""Who may do what: the table ALLOWED, the Actor, may() and require()."""
