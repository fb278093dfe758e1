"""OpenLineage events: those of our own runs are built here, and all are held against the specification. Pure."""
