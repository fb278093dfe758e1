"""What changed between two versions of a document: facts, without judgement.

One module a subject (`type`, `key`, `quality`, ...); a fact's kind is the id of the rule that judges it, so a reader
finds the meaning of a fact in `rules/breaking/KIND.toml`.
"""
