"""What happened: the hash-chained log, the OpenLineage events in it, and the questions that are asked of them."""
