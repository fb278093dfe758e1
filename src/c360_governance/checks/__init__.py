"""Checks: compiled from the contracts, merged with the hand-written ones, run by Soda, judged without its mistakes.

`plan` says what will be checked (pure), `soda_yaml` writes it as Soda v4 contracts, `runner` measures it and
`findings` says what a reader has to know. One file a kind of check in `kinds`.
"""
