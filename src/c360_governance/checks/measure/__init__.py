"""What is measured with our own SQL: from a planned check to statements, and from their answers to a value."""
