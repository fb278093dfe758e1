"""The command line: parse flags, call one function, hand the result to a renderer.

One module a command, named after it, imported when it is called: `c360 --version` costs little more than click.
"""

from __future__ import annotations

from c360_governance.cli.main import main

__all__ = ["main"]
