"""Taking a case out for good: its keys first, then everything else."""
