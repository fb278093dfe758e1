select id as account_id, md5(email) as email_hash, plan from {{ ref('raw_accounts') }}
