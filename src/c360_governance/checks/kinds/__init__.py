"""One module a kind of check: what a contract says, compiled to what Soda is asked."""
