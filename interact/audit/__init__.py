"""Who did what, to which case, why and when: the tamper-evident log and its proofs."""
