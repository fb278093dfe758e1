"""Personal data: where they flow, and whether that is allowed."""
