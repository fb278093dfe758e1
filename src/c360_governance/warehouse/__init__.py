"""Where data comes from: read-only connections to the warehouses that c360.yaml names."""
