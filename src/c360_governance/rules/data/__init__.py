"""What the data in a warehouse says of a tightening: how many of today's rows already keep it. Counts only."""
