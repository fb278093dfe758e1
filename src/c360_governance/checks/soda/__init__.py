"""Soda: the plan in its words, its runs, and what may be believed of them."""
