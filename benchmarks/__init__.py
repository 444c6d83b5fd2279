"""How much sealing, recording and searching cost, as ratios measured in one run."""
