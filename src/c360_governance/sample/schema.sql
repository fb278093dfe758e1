-- The sample warehouse's tables, in the order in which they are loaded. Times are UTC.
-- No constraints: a warehouse seldom enforces any, and what breaks is for the checks to find.

CREATE TABLE accounts (
    account_id INTEGER,
    account_name VARCHAR,
    tier VARCHAR,
    signup_date DATE,
    is_active BOOLEAN
);

CREATE TABLE weekly_revenue (
    account_id INTEGER,
    product VARCHAR,
    week_start DATE,
    weekly_revenue DECIMAL(18, 2)
);

CREATE TABLE usage_events (
    request_id BIGINT,
    account_id INTEGER,
    week_start DATE,
    tokens BIGINT,
    latency_ms INTEGER,
    is_error BOOLEAN,
    event_ts TIMESTAMP
);

CREATE TABLE incidents (
    incident_id INTEGER,
    week_start DATE,
    started_at TIMESTAMP,
    resolved_at TIMESTAMP,
    downtime_minutes INTEGER
);

CREATE TABLE support_tickets (
    ticket_id INTEGER,
    account_id INTEGER,
    week_start DATE,
    created_at TIMESTAMP,
    resolved_at TIMESTAMP,
    category VARCHAR
);

CREATE TABLE identity_map (
    identifier_type VARCHAR,
    identifier_value VARCHAR,
    customer_id INTEGER,
    valid_from TIMESTAMP,
    valid_to TIMESTAMP,
    match_type VARCHAR,
    confidence DECIMAL(4, 3)
);

CREATE TABLE consents (
    consent_id INTEGER,
    customer_id INTEGER,
    purpose VARCHAR,
    status VARCHAR,
    recorded_at TIMESTAMP,
    source VARCHAR,
    policy_version VARCHAR
);

CREATE TABLE customers (
    customer_id INTEGER,
    account_id INTEGER,
    account_name VARCHAR,
    tier VARCHAR,
    signup_date DATE,
    is_active BOOLEAN,
    email_sha256 VARCHAR,
    linked_identifiers INTEGER,
    revenue_to_date DECIMAL(18, 2),
    last_request_at TIMESTAMP,
    marketing_consent BOOLEAN,
    refreshed_at TIMESTAMP
);

CREATE TABLE marketing_audience (
    audience VARCHAR,
    customer_id INTEGER,
    email_sha256 VARCHAR,
    tier VARCHAR,
    consent_recorded_at TIMESTAMP,
    identity_confidence DECIMAL(4, 3),
    selected_at TIMESTAMP
);
