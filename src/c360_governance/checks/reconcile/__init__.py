"""Reconciliation: the same figures computed on two sides (tables, engines, pipelines) must agree within a tolerance.

Each side is one aggregate statement in its own warehouse; the results are compared here, group by group.
"""
