"""Taking in the events of others: read, judged, guarded, and kept aside where they are none."""
