WITH "error_rate_pct_numerator_by_week_start" AS (
  SELECT
    CAST(DATE_TRUNC('WEEK', "usage_events"."event_ts") AS DATE) AS "week_start",
    COUNT(*) AS "value"
  FROM "usage_events" AS "usage_events"
  WHERE
    "usage_events"."is_error"
    AND "usage_events"."event_ts" <= CAST('2026-01-31 23:59:59' AS TIMESTAMP)
    AND "usage_events"."event_ts" >= CAST('2026-01-05' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('WEEK', "usage_events"."event_ts") AS DATE)
), "error_rate_pct_denominator_by_week_start" AS (
  SELECT
    CAST(DATE_TRUNC('WEEK', "usage_events"."event_ts") AS DATE) AS "week_start",
    COUNT(*) AS "value"
  FROM "usage_events" AS "usage_events"
  WHERE
    "usage_events"."event_ts" <= CAST('2026-01-31 23:59:59' AS TIMESTAMP)
    AND "usage_events"."event_ts" >= CAST('2026-01-05' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('WEEK', "usage_events"."event_ts") AS DATE)
), "weeks" AS (
  SELECT
    CAST("day" AS DATE) AS "week_start"
  FROM UNNEST(CAST(GENERATE_SERIES(CAST('2026-01-05' AS DATE), CAST('2026-01-26' AS DATE), INTERVAL '7' DAY) AS DATE[])) AS "days"("day")
), "error_rate_pct_by_week_start" AS (
  SELECT
    "weeks"."week_start",
    CAST(100.0 * COALESCE("error_rate_pct_numerator_by_week_start"."value", 0) AS DOUBLE) / NULLIF(COALESCE("error_rate_pct_denominator_by_week_start"."value", 0), 0) AS "value"
  FROM "weeks"
  LEFT JOIN "error_rate_pct_numerator_by_week_start"
    ON "weeks"."week_start" = "error_rate_pct_numerator_by_week_start"."week_start"
  LEFT JOIN "error_rate_pct_denominator_by_week_start"
    ON "weeks"."week_start" = "error_rate_pct_denominator_by_week_start"."week_start"
), "error_rate_pct_numerator_in_period" AS (
  SELECT
    COUNT(*) AS "value"
  FROM "usage_events" AS "usage_events"
  WHERE
    "usage_events"."is_error"
    AND "usage_events"."event_ts" <= CAST('2026-01-31 23:59:59' AS TIMESTAMP)
    AND "usage_events"."event_ts" >= CAST('2026-01-05' AS DATE)
), "error_rate_pct_denominator_in_period" AS (
  SELECT
    COUNT(*) AS "value"
  FROM "usage_events" AS "usage_events"
  WHERE
    "usage_events"."event_ts" <= CAST('2026-01-31 23:59:59' AS TIMESTAMP)
    AND "usage_events"."event_ts" >= CAST('2026-01-05' AS DATE)
), "error_rate_pct_in_period" AS (
  SELECT
    CAST(100.0 * "error_rate_pct_numerator_in_period"."value" AS DOUBLE) / NULLIF("error_rate_pct_denominator_in_period"."value", 0) AS "value"
  FROM "error_rate_pct_numerator_in_period"
  CROSS JOIN "error_rate_pct_denominator_in_period"
)
SELECT
  0 AS "part",
  "error_rate_pct_by_week_start"."week_start",
  "error_rate_pct_by_week_start"."value",
  "error_rate_pct_by_week_start"."value" BETWEEN 0 AND 100 AS "invariant_1"
FROM "error_rate_pct_by_week_start"
UNION ALL
SELECT
  1 AS "part",
  NULL AS "week_start",
  "error_rate_pct_in_period"."value",
  "error_rate_pct_in_period"."value" BETWEEN 0 AND 100 AS "invariant_1"
FROM "error_rate_pct_in_period"
ORDER BY
  1,
  2
