"""The fourteen-point release gate: what changed, what proves that it may go out, and the decision."""
