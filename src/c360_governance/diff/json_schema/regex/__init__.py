"""Regular expressions as sets of strings: intersected, complemented, asked for their shortest member.

Patterns are read into terms, whose derivatives by a character are terms again (Brzozowski), so the states of an
automaton are made only where a search comes by. Backreferences, lookbehind, word boundaries and inline flags are not
read: whoever asks is told so, and asks the validator about single strings instead.
"""
