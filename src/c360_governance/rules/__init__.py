"""Judgement: what a rule is, which rules there are, and what they say of a document or of a change."""
