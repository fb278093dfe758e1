"""A published report held against the governed values."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metrics_memory import MemoryWarehouse
from metrics_rows import AS_OF, SAMPLE

from c360_governance.metrics.figures import Figure, read_figures
from c360_governance.metrics.reconcile import Reconciled, Reconciliation, reconcile, round_half_up
from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location
from c360_governance.sources.repository import Repository

GOLDEN = Path(__file__).parent / "golden"


def run(text: str, reference: Repository, warehouse: MemoryWarehouse) -> Reconciliation:
    figures = read_figures(text.encode(), "report.csv")
    return reconcile(figures, reference.metrics, warehouse, AS_OF, datasets=reference.datasets)


def test_the_published_report(reference: Repository, warehouse: MemoryWarehouse) -> None:
    before = warehouse.statements
    done = run((SAMPLE / "published_figures.csv").read_text(), reference, warehouse)
    assert done.counts["missing"] == 0
    lines = [f"{one.figure.subject} {one.figure.published} {one.rounded} {one.status}" for one in done.figures]
    assert "\n".join(lines) + "\n" == (GOLDEN / "published_figures.txt").read_text()
    assert warehouse.statements - before == len({one.figure.metric for one in done.figures})


def test_a_difference_is_a_finding_at_its_line(reference: Repository, warehouse: MemoryWarehouse) -> None:
    done = run("metric,slice,published\nmrr,,237284\nweekly_revenue,2026-01-19,53150\n", reference, warehouse)
    (finding,) = done.findings
    assert (finding.rule, finding.severity, str(finding.location)) == ("figure-differs", "error", "report.csv:3:1")
    assert (finding.subject, finding.old, finding.new) == ("weekly_revenue[2026-01-19]", "53150", "53250")
    assert [one.json() for one in done.figures] == [
        {"metric": "mrr", "slice": "", "published": 237284, "governed": 237284.0, "status": "agrees", "difference": 0},
        {
            "metric": "weekly_revenue", "slice": "2026-01-19", "published": 53150, "governed": 53250.0,
            "status": "differs", "difference": -100,
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "words", "help"),
    [
        ("weekly_revenu,,1", "there is no metric 'weekly_revenu'", "did you mean 'weekly_revenue'?"),
        ("weekly_revenue,2026-01-20,1", "has no slice '2026-01-20'", "a week is named by its Monday"),
        ("weekly_revenue,2026-02-02,1", "has no slice '2026-02-02'", "the week is not in the period"),
        ("weekly_revenue,2026-13-45,1", "has no slice", "it is no date"),
        ("weekly_revenue,teir=Growth,1", "has no dimension 'teir'", "did you mean 'tier'?"),
        ("weekly_revenue,tier=Growht,1", "has no slice 'tier=Growht'", "did you mean 'Growth'?"),
        ("mrr,2026-01-26,1", "mrr has no values by week", "leave the slice empty"),
        ("arpa,,1", "arpa has no value for the period", "name the week's Monday as the slice"),
        ("cltv_24mo,,1", "cltv_24mo has no value without account_name", "write account_name=..."),
        ("cltv_24mo,account_name=Iris Cloud,1", "has no slice", ""),
        ("weekly_growth_rate_pct,2026-01-05,1", "the governed value is undefined", "there are no rows"),
    ],
)
def test_missing(line: str, words: str, help: str, reference: Repository, warehouse: MemoryWarehouse) -> None:
    done = run(f"metric,slice,published\n{line}\n", reference, warehouse)
    (finding,) = done.findings
    assert done.counts == {"agrees": 0, "differs": 0, "missing": 1}
    assert finding.rule == "figure-missing"
    assert words in finding.message
    assert finding.help.startswith(help)
    assert done.figures[0].json()["governed"] is None


def test_slices_of_every_kind_in_one_statement(reference: Repository, warehouse: MemoryWarehouse) -> None:
    before = warehouse.statements
    done = run(
        "metric,slice,published\nweekly_revenue,,209450\nweekly_revenue,2026-01-05,49250\n"
        "weekly_revenue,tier=Growth,69200\nweekly_revenue,week_start=2026-01-12,52150\n",
        reference,
        warehouse,
    )
    assert done.counts["agrees"] == 4
    assert warehouse.statements - before == 1


BROKEN = [
    (b"", ":1:1", "the report is empty", "the first line must be"),
    (b"\n", ":1:1", "the report is empty", "the first line must be"),
    (b"metric,slice\nmrr,\n", ":1:1", "has no column published", "the first line must be"),
    (b"metric;slice;published\nmrr;;1\n", ":1:1", "has no column metric", "separated by commas"),
    (b"metric,slice,published\n", ":1:1", "holds no figures", ""),
    (b"metric,slice,published\nmrr,,12\nmrr,,about 7\n", ":3:1", "'about 7', which is no number", ""),
    (b"metric,slice,published\nmrr,,\nmrr,,x\nmrr,,y\n", ":2:1", "no number", "also wrong: line 3, 4"),
    (b'metric,slice,published\nmrr,,"237,284"\n', ":2:1", "no number", ""),
    (b"metric,slice,published\nmrr,,NaN\n", ":2:1", "no number", ""),
    (b"metric,slice,published\nmrr,,1e999999\n", ":2:1", "no number", ""),
    (b"metric,slice,published\nmrr\n", ":2:1", "1 fields", ""),
    (b"metric,slice,published\n,,1\n", ":2:1", "names no metric", ""),
    (b"metric,slice,published\nmrr,Acme Corp,1\n", ":2:1", "is no slice", ""),
    (b"metric,slice,published\nmrr,,\xff1\n", ":2:1", "not UTF-8", "save it as UTF-8"),
    (b'metric,slice,published\nmrr,"a,1\n', ":2:1", "no CSV", ""),
]


@pytest.mark.parametrize(("data", "place", "words", "help"), BROKEN)
def test_broken_report(data: bytes, place: str, words: str, help: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_figures(data, "report.csv")
    assert str(caught.value.location) == f"report.csv{place}"
    assert words in caught.value.message
    assert help in caught.value.help


def test_what_spreadsheets_do_to_a_report() -> None:
    data = "\ufeffPublished, Slice ,METRIC,note\r\n 9.10 ,,arpa,\r\n,,,\r\n-3,2026-01-05,mrr,x\r\n".encode()
    figures = read_figures(data, "report.csv")
    assert [(one.metric, one.slice, str(one.published), one.decimals, one.location.line) for one in figures] == [
        ("arpa", "", "9.10", 2, 2),
        ("mrr", "2026-01-05", "-3", 0, 4),
    ]


def figure(published: str) -> Figure:
    return Figure("m", "", Decimal(published), Location("report.csv", 2))


@pytest.mark.parametrize(
    ("published", "governed", "status"),
    [
        ("6156", 6156.25, "agrees"),
        ("6156.2", 6156.25, "differs"),
        ("6156.3", 6156.25, "agrees"),
        ("19", 18.499999999999996, "agrees"),  # 18.5 with the noise of binary arithmetic
        ("2.68", 2.675, "agrees"),
        ("-2.7", -2.65, "agrees"),
        ("0", -0.2, "agrees"),
        ("9.00", 9, "agrees"),
        ("9.10", Decimal("9.1"), "agrees"),
        ("9E+2", 900.4, "agrees"),
        ("123456789012345678.91", Decimal("123456789012345678.91"), "agrees"),
        ("123456789012345678.90", Decimal("123456789012345678.91"), "differs"),
        ("1", None, "missing"),
    ],
)
def test_status(published: str, governed: float | Decimal | None, status: str) -> None:
    assert Reconciled(figure(published), governed).status == status


@given(value=st.decimals(-(10**9), 10**9, places=6), decimals=st.integers(0, 6))
def test_what_is_rounded_as_people_do_agrees_and_its_neighbour_differs(value: Decimal, decimals: int) -> None:
    unit = Decimal(1).scaleb(-decimals)
    published = value.quantize(unit, ROUND_HALF_UP)
    assert abs(round_half_up(value, decimals) - value) <= unit / 2
    assert Reconciled(figure(f"{published:f}"), value).status == "agrees"
    assert Reconciled(figure(f"{published + unit:f}"), value).status == "differs"


@given(value=st.floats(-1e9, 1e9), decimals=st.integers(0, 4))
def test_a_double_agrees_with_what_it_prints_as(value: float, decimals: int) -> None:
    published = round_half_up(value, decimals)
    assert Reconciled(figure(f"{published:f}"), value).status == "agrees"
    assert abs(float(published) - value) <= 0.5 * 10.0**-decimals + 1e-5
