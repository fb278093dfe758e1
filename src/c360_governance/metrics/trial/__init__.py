"""Two versions of a metric on generated rows: a difference that is seen is an example, none proves nothing.

Nothing here is real data: the rows are made up from the types, the allowed values and the constants in the SQL.
"""

from __future__ import annotations

from c360_governance.metrics.trial.weigh import weigh, weigher

__all__ = ["weigh", "weigher"]
