WITH "weekly_revenue_rows_by_week_start" AS (
  SELECT
    CAST(DATE_TRUNC('WEEK', "weekly_revenue"."week_start") AS DATE) AS "week_start",
    SUM("weekly_revenue"."weekly_revenue") AS "value"
  FROM "weekly_revenue" AS "weekly_revenue"
  WHERE
    "weekly_revenue"."week_start" <= CAST('2026-01-31 23:59:59' AS TIMESTAMP)
    AND "weekly_revenue"."week_start" >= CAST('2026-01-05' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('WEEK', "weekly_revenue"."week_start") AS DATE)
), "weeks" AS (
  SELECT
    CAST("day" AS DATE) AS "week_start"
  FROM UNNEST(CAST(GENERATE_SERIES(CAST('2026-01-05' AS DATE), CAST('2026-01-26' AS DATE), INTERVAL '7' DAY) AS DATE[])) AS "days"("day")
), "weekly_revenue_by_week_start" AS (
  SELECT
    "weeks"."week_start",
    COALESCE("weekly_revenue_rows_by_week_start"."value", 0) AS "value"
  FROM "weeks"
  LEFT JOIN "weekly_revenue_rows_by_week_start"
    ON "weeks"."week_start" = "weekly_revenue_rows_by_week_start"."week_start"
), "weekly_revenue_sum_in_period" AS (
  SELECT
    SUM("weekly_revenue_by_week_start"."value") AS "value"
  FROM "weekly_revenue_by_week_start"
)
SELECT
  0 AS "part",
  "weekly_revenue_by_week_start"."week_start",
  "weekly_revenue_by_week_start"."value",
  "weekly_revenue_by_week_start"."value" >= 0 AS "invariant_1"
FROM "weekly_revenue_by_week_start"
UNION ALL
SELECT
  1 AS "part",
  NULL AS "week_start",
  "weekly_revenue_sum_in_period"."value",
  "weekly_revenue_sum_in_period"."value" >= 0 AS "invariant_1"
FROM "weekly_revenue_sum_in_period"
ORDER BY
  1,
  2
