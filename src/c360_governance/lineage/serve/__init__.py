"""The HTTP receiver that OpenLineage clients post to."""
