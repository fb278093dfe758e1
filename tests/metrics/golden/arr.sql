WITH "mrr_rows_in_period" AS (
  SELECT
    SUM("weekly_revenue"."weekly_revenue" * 4.33) AS "value"
  FROM "weekly_revenue" AS "weekly_revenue"
  WHERE
    "weekly_revenue"."week_start" <= CAST('2026-01-31 23:59:59' AS TIMESTAMP)
    AND "weekly_revenue"."week_start" = (
      SELECT
        MAX("weekly_revenue"."week_start")
      FROM "weekly_revenue" AS "weekly_revenue"
      WHERE
        "weekly_revenue"."week_start" <= CAST('2026-01-31 23:59:59' AS TIMESTAMP)
    )
), "arr_in_period" AS (
  SELECT
    "mrr_rows_in_period"."value" * 12 AS "value"
  FROM "mrr_rows_in_period"
)
SELECT
  0 AS "part",
  "arr_in_period"."value",
  "arr_in_period"."value" >= 0 AS "invariant_1"
FROM "arr_in_period"
ORDER BY
  1
