WITH "time_to_value_p90_days_rows_in_period" AS (
  SELECT
    QUANTILE_CONT(CAST("entities"."value" AS DOUBLE), 0.9
    ORDER BY
      CAST("entities"."value" AS DOUBLE)) AS "value"
  FROM (
    SELECT
      "usage_events"."account_id" AS "entity",
      MIN(
        DATE_DIFF('DAY', "accounts"."signup_date", CAST("usage_events"."event_ts" AS DATE))
      ) AS "value"
    FROM "usage_events" AS "usage_events"
    INNER JOIN "accounts" AS "accounts"
      ON "accounts"."account_id" = "usage_events"."account_id"
    WHERE
      "usage_events"."event_ts" <= CAST('2026-01-31 23:59:59' AS TIMESTAMP)
    GROUP BY
      "usage_events"."account_id"
  ) AS "entities"
)
SELECT
  0 AS "part",
  "time_to_value_p90_days_rows_in_period"."value"
FROM "time_to_value_p90_days_rows_in_period"
ORDER BY
  1
