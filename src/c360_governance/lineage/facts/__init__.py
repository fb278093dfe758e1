"""What events say of the flow of data, as small values: read out of facets and SQL, kept beside the log."""
