"""When it breaks: incidents read out of the log, what they touch, and the runbook that says what to do."""
