"""The fields of a metric and the kind of change that each of them is, whoever's vocabulary it comes from."""

from __future__ import annotations

ALIASES = {
    "aggregation": "agg", "aggregation_type": "agg", "calculation_method": "agg", "agg_type": "agg",
    "expression": "expr", "formula": "expr", "where": "filter", "filters": "filter", "condition": "filter",
    "metrics": "inputs", "input_metrics": "inputs", "model": "source", "semantic_model": "source", "table": "source",
    "dataset": "source", "source_table": "source", "time_grain": "time_granularity", "grain": "time_granularity",
    "time_grains": "time_granularity", "granularity": "time_granularity", "min_time_granularity": "time_granularity",
    "timestamp": "agg_time_dimension", "time_dimension": "agg_time_dimension", "time_column": "agg_time_dimension",
    "defaults_agg_time_dimension": "agg_time_dimension", "tz": "timezone", "time_zone": "timezone",
    "week_start_day": "week_start", "first_day_of_week": "week_start", "fill_nulls": "fill_nulls_with",
    "currency_code": "currency", "sql": "expr", "input_measure": "measure", "name_in_source": "measure",
    "offset": "offset_window", "percentile_value": "percentile", "thresholds": "threshold",
    "direction_of_good": "direction", "lifecycle": "status", "state": "status",
}  # fmt: skip
"""Names that mean one field; the second is the one used here."""

KINDS = {
    "type": "metric-type-changed",
    "agg": "metric-agg-changed", "percentile": "metric-agg-changed", "agg_params": "metric-agg-changed",
    "use_discrete_percentile": "metric-agg-changed", "use_approximate_percentile": "metric-agg-changed",
    "distinct": "metric-distinctness-changed", "use_distinct": "metric-distinctness-changed",
    "metric": "metric-inputs-changed", "alias": "metric-inputs-changed", "measure": "metric-measure-changed",
    "offset_window": "metric-offset-changed", "offset_to_grain": "metric-offset-changed",
    "window": "metric-window-changed",
    "grain_to_date": "metric-grain-to-date-changed",
    "period_agg": "metric-period-agg-changed",
    "calculation": "metric-conversion-changed", "constant_properties": "metric-conversion-changed",
    "entity": "metric-entity-changed",
    "fill_nulls_with": "metric-fill-nulls-changed", "null_handling": "metric-fill-nulls-changed",
    "join_to_timespine": "metric-timespine-changed",
    "non_additive_dimension": "metric-non-additive-dimension-changed",
    "additivity": "metric-non-additive-dimension-changed", "additive": "metric-non-additive-dimension-changed",
    "agg_time_dimension": "metric-time-dimension-changed",
    "timezone": "metric-timezone-changed",
    "week_start": "metric-week-start-changed",
    "calendar": "metric-calendar-changed", "fiscal_calendar": "metric-calendar-changed",
    "fiscal_year_start": "metric-calendar-changed", "fiscal_year_start_month": "metric-calendar-changed",
    "source": "metric-source-changed", "sources": "metric-source-changed", "contract": "metric-source-changed",
    "contract_version": "metric-source-changed", "source_version": "metric-source-changed",
    "database": "metric-source-changed", "schema": "metric-source-changed", "node_relation": "metric-source-changed",
    "unit": "metric-unit-changed", "currency": "metric-unit-changed", "scale": "metric-unit-changed",
    "multiplier": "metric-unit-changed", "factor": "metric-unit-changed",
    "rounding": "metric-rounding-changed", "round": "metric-rounding-changed", "decimals": "metric-rounding-changed",
    "precision": "metric-rounding-changed",
    "format": "metric-format-changed", "value_format": "metric-format-changed",
    "display_format": "metric-format-changed",
    "attribution": "metric-attribution-changed", "attribution_model": "metric-attribution-changed",
    "attribution_window": "metric-attribution-changed",
    "target": "metric-target-changed", "threshold": "metric-target-changed", "goal": "metric-target-changed",
    "direction": "metric-target-changed",
    "invariants": "metric-invariants-changed",
}  # fmt: skip
"""The kind of change of a field whose value is compared as a whole."""

PROSE = frozenset({
    "apiversion", "kind", "$schema", "id", "version", "description", "limitations", "label", "tags", "examples",
    "layer", "drivers", "authoritativedefinitions", "customproperties", "synonyms", "display", "domain",
    "display_name", "title", "meta", "group", "docs", "documentation", "notes", "category", "group_label", "icon",
    "created_at", "updated_at", "created_by", "updated_by", "links", "url", "is_private", "hidden", "metadata",
})  # fmt: skip
"""What people read and nobody computes with."""

LIFE = frozenset({"name", "owner", "owners", "team", "status", "certified", "certification", "deprecated",
                  "deprecation", "deprecated_at", "enabled"})  # fmt: skip
"""Who answers for a metric and where in its life it is: see `diff.metric.life`."""

GRAINS = ("nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week", "month", "quarter",
          "year")  # fmt: skip
"""From fine to coarse."""
