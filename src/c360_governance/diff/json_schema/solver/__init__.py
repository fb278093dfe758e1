"""The search for a value that fits some nodes and does not fit others.

`engine` takes goals apart, type by type; `expansion` says what a goal demands of values of one type; a module a type
finds a value for demands that hold no choice any more.
"""
