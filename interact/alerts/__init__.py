"""The forms that tell named agencies a child is missing; issue, receive, withdraw."""
