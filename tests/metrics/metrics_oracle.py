"""The governed metrics once more, in plain Python over rows, straight from the business definitions.

It shares nothing with the package: no spec, no SQL, no helper. A row is a mapping with Python values; weeks are
their Mondays; every result is ``{slice: value}`` with "" for the period, a Monday, or an account's name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
Tables = Mapping[str, list[dict[str, Any]]]
Values = dict[Any, Any]

TARGET = 20_000_000
WEEKS_A_MONTH = Fraction("4.33")
MINUTES_A_WEEK = 10080


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def ratio(above: Any, below: Any) -> Fraction | None:
    return None if below in (0, None) or above is None else Fraction(above) / Fraction(below)


def mean(values: Iterable[Any]) -> Fraction | None:
    known = [Fraction(value) for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def percentile(values: Iterable[Any], share: Fraction) -> Fraction | None:
    """Linear interpolation between the closest ranks."""
    ordered = sorted(values)
    if not ordered:
        return None
    position = share * (len(ordered) - 1)
    low = math.floor(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (position - low) * (ordered[high] - ordered[low])


class Oracle:
    """Every metric as of a time (naive UTC), over the tables."""

    def __init__(self, tables: Tables, as_of: datetime) -> None:
        self.as_of = as_of
        self.year = date(as_of.year, 1, 1)
        midnight = datetime.min.time()
        self.accounts = {row["account_id"]: row for row in tables["accounts"]}
        self.all_revenue = [
            row for row in tables["weekly_revenue"] if datetime.combine(row["week_start"], midnight) <= as_of
        ]
        self.revenue = [row for row in self.all_revenue if row["week_start"] >= self.year]
        self.requests = [row for row in tables["usage_events"] if row["event_ts"] <= as_of]
        self.incidents = [row for row in tables["incidents"] if row["started_at"] <= as_of]
        self.tickets = [row for row in tables["support_tickets"] if row["created_at"] <= as_of]
        self.sign_ups = [row for row in tables["accounts"] if datetime.combine(row["signup_date"], midnight) <= as_of]
        first = next(self.year + timedelta(days=n) for n in range(7) if (self.year + timedelta(days=n)).weekday() == 0)
        last = monday(as_of.date())
        self.weeks = (
            [first + timedelta(days=7 * n) for n in range((last - first).days // 7 + 1)] if first <= last else []
        )

    def in_week(self, rows: Iterable[Row], week: date, column: str) -> list[Row]:
        def day(row: Row) -> date:
            value = row[column]
            return value.date() if isinstance(value, datetime) else value

        return [row for row in rows if monday(day(row)) == week]

    def weekly(self, value: Callable[[date], Any]) -> Values:
        return {week: value(week) for week in self.weeks}

    def active(self, account: int) -> bool:
        return account in self.accounts and self.accounts[account]["is_active"]

    # Revenue

    def revenue_of(self, week: date, rows: list[dict[str, Any]] | None = None) -> Fraction:
        found = self.in_week(self.revenue if rows is None else rows, week, "week_start")
        return sum((Fraction(row["weekly_revenue"]) for row in found), Fraction(0))

    def paying(self, week: date) -> set[int]:
        found = self.in_week(self.revenue, week, "week_start")
        return {row["account_id"] for row in found if row["weekly_revenue"] > 0}

    def ytd_revenue(self) -> Values:
        return {"": sum((Fraction(row["weekly_revenue"]) for row in self.revenue), Fraction(0))}

    def contributing_accounts(self) -> Values:
        return {"": len({row["account_id"] for row in self.revenue if row["weekly_revenue"] > 0})}

    def pct_of_annual_target(self) -> Values:
        return {"": self.ytd_revenue()[""] * 100 / TARGET}

    def weekly_revenue(self) -> Values:
        values = self.weekly(self.revenue_of)
        return {**values, "": sum(values.values()) if values else None}

    def weekly_growth_rate_pct(self) -> Values:
        def growth(week: date) -> Any:
            before = self.revenue_of(week - timedelta(days=7), self.all_revenue)
            return ratio(100 * (self.revenue_of(week) - before), before)

        return self.weekly(growth)

    def cwgr_pct(self) -> Values:
        if len(self.weeks) < 2 or not self.revenue_of(self.weeks[0]):
            return {"": None}
        change = self.revenue_of(self.weeks[-1]) / self.revenue_of(self.weeks[0])
        return {"": 100 * (float(change) ** (1 / (len(self.weeks) - 1)) - 1)}

    def catch_up_cwgr_pct(self) -> Values:
        total = self.ytd_revenue()[""]
        weeks = len({row["week_start"] for row in self.revenue if row["weekly_revenue"] > 0})
        if not total or weeks == 52:
            return {"": None}
        return {"": 100 * (float(TARGET / total) ** (1 / (52 - weeks)) - 1)}

    def mrr_of(self, account: int | None = None) -> Fraction | None:
        if not self.all_revenue:
            return None
        latest = max(row["week_start"] for row in self.all_revenue)
        rows = [row for row in self.all_revenue if row["week_start"] == latest and account in (None, row["account_id"])]
        return sum((Fraction(row["weekly_revenue"]) for row in rows), Fraction(0)) * WEEKS_A_MONTH

    def mrr(self) -> Values:
        return {"": self.mrr_of()}

    def arr(self) -> Values:
        mrr = self.mrr_of()
        return {"": None if mrr is None else mrr * 12}

    def arpa(self) -> Values:
        return self.weekly(lambda week: ratio(self.revenue_of(week), len(self.paying(week))))

    def cltv_24mo(self) -> Values:
        return {
            row["account_name"]: (self.mrr_of(account) or 0) * 24
            for account, row in self.accounts.items()
            if row["is_active"]
        }

    # Customer

    def active_accounts(self) -> Values:
        values = self.weekly(lambda week: sum(self.active(account) for account in self.paying(week)))
        return {**values, "": values[self.weeks[-1]] if self.weeks else None}

    def weekly_sign_ups(self) -> Values:
        values = self.weekly(lambda week: len(self.in_week(self.sign_ups, week, "signup_date")))
        return {**values, "": sum(values.values()) if values else None}

    def adoption_rate_pct(self) -> Values:
        fresh = [row for row in self.sign_ups if row["signup_date"] >= self.year]
        adopted = 0
        for row in fresh:
            tokens = [
                request["tokens"]
                for request in self.requests
                if request["account_id"] == row["account_id"]
                and 0 <= (request["event_ts"].date() - row["signup_date"]).days <= 91
            ]
            adopted += sum(tokens) >= 1000 and bool(tokens)
        return {"": ratio(100 * adopted, len(fresh))}

    def retention_rate_pct(self) -> Values:
        if not self.weeks:
            return {"": None}
        first, last = self.paying(self.weeks[0]), self.paying(self.weeks[-1])
        return {"": ratio(100 * len(first & last), len(first))}

    def existing_tokens(self, week: date) -> int:
        return sum(
            row["tokens"]
            for row in self.in_week(self.requests, week, "event_ts")
            if self.active(row["account_id"]) and self.accounts[row["account_id"]]["signup_date"] < self.year
        )

    def usage_tokens_existing_accounts(self) -> Values:
        values = self.weekly(self.existing_tokens)
        return {**values, "": sum(values.values()) if values else None}

    def usage_retention_rate_pct(self) -> Values:
        if not self.weeks:
            return {"": None}
        return {"": ratio(100 * self.existing_tokens(self.weeks[-1]), self.existing_tokens(self.weeks[0]))}

    def satisfaction_score(self) -> Values:
        uptime, hours, errors = (one() for one in (self.uptime_pct, self.ticket_resolution_hours, self.error_rate_pct))

        def score(week: date) -> Any:
            if errors[week] is None:
                return None
            up = max(Fraction(0), 100 - 10 * (100 - uptime[week]))
            ticket = 100 if hours[week] is None else max(Fraction(0), 100 - hours[week])
            error = max(Fraction(0), 100 - 5 * errors[week])
            return Fraction("0.4") * up + Fraction("0.3") * ticket + Fraction("0.3") * error

        values = self.weekly(score)
        return {**values, "": mean(values.values())}

    # Product

    def time_to_value(self, share: str) -> Values:
        days = []
        for account, row in self.accounts.items():
            seen = [request["event_ts"] for request in self.requests if request["account_id"] == account]
            if seen:
                days.append((min(seen).date() - row["signup_date"]).days)
        return {"": percentile(days, Fraction(share))}

    def time_to_value_p50_days(self) -> Values:
        return self.time_to_value("0.5")

    def time_to_value_p90_days(self) -> Values:
        return self.time_to_value("0.9")

    def time_to_value_p100_days(self) -> Values:
        return self.time_to_value("1")

    def by_request(self, value: Callable[[list[Row]], Any]) -> Values:
        """A value of each week's requests, and of those of all the weeks together."""
        weeks = {week: self.in_week(self.requests, week, "event_ts") for week in self.weeks}
        whole = [row for rows in weeks.values() for row in rows]
        return {**{week: value(rows) for week, rows in weeks.items()}, "": value(whole)}

    def error_rate_pct(self) -> Values:
        return self.by_request(lambda rows: ratio(100 * sum(row["is_error"] for row in rows), len(rows)))

    def latency(self, share: str) -> Values:
        return self.by_request(lambda rows: percentile([row["latency_ms"] for row in rows], Fraction(share)))

    def latency_p50_ms(self) -> Values:
        return self.latency("0.5")

    def latency_p90_ms(self) -> Values:
        return self.latency("0.9")

    def latency_p99_ms(self) -> Values:
        return self.latency("0.99")

    def uptime_pct(self) -> Values:
        def uptime(week: date) -> Any:
            down = sum(row["downtime_minutes"] for row in self.in_week(self.incidents, week, "started_at"))
            return Fraction(100 * (MINUTES_A_WEEK - down), MINUTES_A_WEEK)

        values = self.weekly(uptime)
        return {**values, "": mean(values.values())}

    def mttr_minutes(self) -> Values:
        rows = [row for row in self.incidents if row["started_at"].date() >= self.year]
        return {"": mean(_seconds(row["started_at"], row["resolved_at"], 60) for row in rows)}

    def ticket_volume(self) -> Values:
        values = self.weekly(lambda week: len(self.in_week(self.tickets, week, "created_at")))
        return {**values, "": sum(values.values()) if values else None}

    def ticket_resolution_hours(self) -> Values:
        def hours(rows: Iterable[Row]) -> Any:
            return mean(_seconds(row["created_at"], row["resolved_at"], 3600) for row in rows)

        weeks = {week: self.in_week(self.tickets, week, "created_at") for week in self.weeks}
        whole = [row for rows in weeks.values() for row in rows]
        return {**{week: hours(rows) for week, rows in weeks.items()}, "": hours(whole)}


def _seconds(start: datetime, end: datetime | None, unit: int) -> Fraction | None:
    return None if end is None else Fraction(int((end - start).total_seconds()), unit)
