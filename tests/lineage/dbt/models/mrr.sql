{{ config(materialized='table') }}
select a.plan, sum(r.amount) as mrr
from {{ ref('stg_accounts') }} a join {{ ref('raw_revenue') }} r on r.account_id = a.account_id
group by a.plan
