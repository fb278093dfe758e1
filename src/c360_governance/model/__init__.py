"""What things are: frozen, typed values without I/O. Every other layer speaks in these."""
