"""The command line: parse flags, call one function, hand the result to a renderer.

One module a command, named after it, imported when it is called: `c360 --version` costs little more than click.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """The entry point. Whoever presses Ctrl-C while the modules are loaded sees no traceback either."""
    try:
        from c360_governance.cli.main import main as run
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(130)
    run()
