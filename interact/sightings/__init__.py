"""What someone says they saw."""
