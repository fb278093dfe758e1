"""The graph of what flows into what, declared and observed, and the questions that are asked of it."""
