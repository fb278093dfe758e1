"""The name under which a week appears in every slice, row and report."""

WEEK_START = "week_start"
