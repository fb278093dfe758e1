"""Events on their way out of the log, to the backends that c360.yaml names."""
