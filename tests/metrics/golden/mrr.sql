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
)
SELECT
  0 AS "part",
  "mrr_rows_in_period"."value",
  "mrr_rows_in_period"."value" >= 0 AS "invariant_1"
FROM "mrr_rows_in_period"
ORDER BY
  1
