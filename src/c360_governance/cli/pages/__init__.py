"""What commands print for people, one module a command; what machines read is `report`'s."""
