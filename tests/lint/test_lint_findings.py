"""What lint finds in one document: every error at once, each at its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from lint_repository import COMPLETE, REVENUE, write

from c360_governance.model.finding import Finding
from c360_governance.rules.lint_engine import lint
from c360_governance.sources.document import parse_document
from c360_governance.sources.repository import Repository
from c360_governance.sources.validation import violations

CONTRACT = "contracts/example/example.odcs.yaml"


def findings(root: Path, path: str, text: str | bytes) -> list[Finding]:
    write(root, path, text)
    return lint(Repository(root), [path])


def told(found: list[Finding], *severities: str) -> list[tuple[str, int, int]]:
    chosen = [one for one in found if not severities or one.severity in severities]
    return [(one.rule, one.location.line, one.location.column) for one in chosen]


BROKEN = """\
apiVersion: v3.2.0
kind: DataContract
id: example
versoin: 1
schema:
  - name: orders
    physicalTyp: table
    properties:
      - name: id
        logicalType: strin
        required: "yes"
        primaryKey: true
        quality:
          - {type: library, metric: nullValus, mustBe: 0}
          - type: sql
      - logicalType: string
        logicalTypeOptions: {minLenght: 3}
      - name: account_id
        relationships:
          - to: acounts.account_id
slaProperties:
  - {property: freshness, value: 1, unt: h, element: orders.created}
customProperties:
  - {property: tier, vendor: c360, value: 5}
  - {property: runbok, vendor: c360, value: x}
  - {property: masking, vendor: c360, value: x}
"""


def test_every_error_is_told_at_once_and_in_its_place(governed: Path) -> None:
    shown = [one for one in findings(governed, CONTRACT, BROKEN) if one.severity == "error" or "unknown" in one.rule]
    assert told(shown) == [
        ("odcs-schema", 1, 1),  # version is missing
        ("unknown-key", 4, 1),
        ("unknown-key", 7, 5),
        ("odcs-schema", 10, 22),  # strin
        ("odcs-schema", 11, 19),  # "yes"
        ("odcs-schema", 14, 37),  # nullValus
        ("odcs-schema", 15, 13),  # query is missing
        ("odcs-schema", 15, 13),  # no threshold
        ("odcs-schema", 16, 9),  # name is missing
        ("unknown-key", 17, 30),
        ("relationship-target-unknown", 20, 17),
        ("unknown-key", 22, 37),
        ("sla-element-unknown", 22, 54),
        ("custom-property-invalid", 24, 43),
        ("custom-property-invalid", 25, 16),
        ("custom-property-invalid", 26, 16),
    ]


MESSAGES = [
    ("version: 1", "version", "version must be a string, found the number 1", 'write it in quotes: "1"'),
    ("version: true", "version", "version must be a string, found true", 'write it in quotes: "true"'),
    ("id: null", "id", "id must be a string, found nothing", ""),
    ("tags: x", "tags", "tags must be a list, found a string 'x'", ""),
    ("team: 5", "team", "team must be a mapping or a list, found the number 5", ""),
    ("team: {name: a, mebers: []}", "team", "unknown key 'mebers'", "did you mean 'members'?"),
    ("kind: Contract", "kind", "kind is 'Contract', which is not one of its values", "did you mean 'DataContract'?"),
    ("apiVersion: 3.2.0", "apiVersion", "apiVersion '3.2.0' is no ODCS version that is known",
     "did you mean 'v3.2.0'?"),
    ("apiVersion: v4.0.0", "apiVersion", "apiVersion 'v4.0.0' is no ODCS version that is known",
     "write one of v3.0.0, v3.0.1, v3.0.2, v3.1.0, v3.2.0"),
    ("apiVersion: v2.2.2", "apiVersion", "ODCS v2.2.2 can be compared by `c360 diff`, not linted",
     "set apiVersion: v3.2.0 and rename what changed since 2.2; `datacontract` can convert it"),
    ("contractCreatedTs: yesterday", "contractCreatedTs", "contractCreatedTs is 'yesterday', which is no date-time",
     "Timestamp in UTC of when the data contract was created"),
    ("1: x", "1", "the key 1 is no string", "write it in quotes"),
    ("price: {priceAmount: .nan}", "price", "nan is no number that JSON can hold", "write a finite number"),
    (f"kind: {'x' * 5000}", "kind", f"kind is '{'x' * 56}..., which is not one of its values", "one of: DataContract"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "key", "message", "help_"), MESSAGES, ids=lambda text: text[:30])
def test_a_violation_in_words(line: str, key: str, message: str, help_: str) -> None:
    kept = [text for text in COMPLETE.splitlines() if not text.startswith(f"{key}:")]
    document = parse_document("\n".join([*kept, line, ""]).encode(), CONTRACT)
    found = [one for one in violations(document, "odcs") if one.location.line == len(kept) + 1]
    assert (message, help_) in [(one.message, one.help) for one in found]
    assert all(len(one.message) < 250 for one in found)


def test_an_error_of_one_value_does_not_make_its_neighbours_unknown(governed: Path) -> None:
    text = COMPLETE.replace("logicalType: integer", "logicalType: integr")
    assert told(findings(governed, CONTRACT, text)) == [("odcs-schema", 19, 22)]


@pytest.mark.parametrize(
    ("quality", "message"),
    [
        ("{name: a, type: sql, query: q, mustBe: 1, mustNotBe: 2}", "quality[0]: only one of mustBe, mustNotBe is al"),
        ("{name: a, type: sql, query: q}", "quality[0] needs one of mustBe, mustNotBe, mustBeGreaterThan, "),
        ("{name: a, type: library, mustBe: 1}", "metric is missing in quality[0]"),
    ],
)  # fmt: skip
def test_alternatives_are_explained(quality: str, message: str, governed: Path) -> None:
    text = COMPLETE.replace("customProperties:\n", f"    quality:\n      - {quality}\ncustomProperties:\n", 1)
    assert [one.message[: len(message)] for one in findings(governed, CONTRACT, text)] == [message]


@pytest.mark.parametrize(
    ("version", "key", "known"),
    [("v3.0.0", "relationships: []", False), ("v3.0.2", "tags: []", True), ("v3.1.0", "relationships: []", True),
     ("v3.1.0", "semanticType: column", False), ("v3.2.0", "semanticType: column", True)],
)  # fmt: skip
def test_each_version_is_held_against_its_own_schema(version: str, key: str, known: bool, governed: Path) -> None:
    text = (
        f"apiVersion: {version}\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n"
        f"schema:\n- name: t\n  properties:\n  - name: c\n    {key}\n"
    )
    errors = told(findings(governed, CONTRACT, text), "error")
    assert errors == ([] if known else [("unknown-key", 10, 5)])


UNREADABLE = [
    ("not utf-8", "name: M\u00fcller".encode("latin-1"), 1, 8),
    ("utf-16", "name: x".encode("utf-16"), 1, 1),
    ("syntax", b"a: [1, 2\nb: 1\n", 2, 1),
    ("duplicate key", b"a: 1\nb:\n  c: 1\n  c: 2\n", 4, 3),
    ("two documents", b"a: 1\n---\nb: 1\n", 2, 1),
    ("cycle", b"a: &a\n  b: *a\n", 2, 6),
    ("bomb", b"a: &a [x,x,x,x,x,x,x,x,x,x]\n"
     + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 10)) for i in range(12)), 1, 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "line", "column"), UNREADABLE, ids=lambda value: str(value)[:20])
def test_a_file_that_cannot_be_read_is_a_finding(
    name: str, data: bytes, line: int, column: int, governed: Path
) -> None:
    (found,) = findings(governed, CONTRACT, data)
    assert (found.rule, found.severity, found.location.path) == ("yaml-invalid", "error", CONTRACT)
    if name not in ("bomb", "syntax"):
        assert (found.location.line, found.location.column) == (line, column)
    assert len(found.message) < 300


def test_deep_nesting_is_a_finding(governed: Path) -> None:
    deep = "a: " + "[" * 5000 + "]" * 5000
    assert [one.rule for one in findings(governed, CONTRACT, deep)] == ["yaml-invalid"]
    legal = "customProperties: " + "[" * 200 + "]" * 200
    assert "odcs-schema" in [one.rule for one in findings(governed, CONTRACT, legal)]


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]", "- a\n", "text", "5", "null", "{}"])
@pytest.mark.parametrize(
    ("path", "rule"),
    [(CONTRACT, "odcs-schema"), ("contracts/metrics/x.metric.yaml", "metric-schema"), ("checks/x.yaml", "soda-schema")],
)
def test_a_document_that_is_no_mapping_breaks_its_schema(text: str, path: str, rule: str, governed: Path) -> None:
    found = [one for one in findings(governed, path, text) if one.severity == "error"]
    assert {one.rule for one in found} == {rule}
    assert found[0].location.line == 1


def test_another_standard_is_named_once(governed: Path) -> None:
    (found,) = findings(governed, CONTRACT, "dataContractSpecification: 1.1.0\nid: x\nmodels: {a: {fields: {}}}\n")
    assert (found.rule, found.location.line) == ("odcs-schema", 1)
    assert "datacontract export" in found.help


def test_subjects_and_fingerprints_tell_findings_apart(governed: Path) -> None:
    found = [one for one in findings(governed, CONTRACT, BROKEN) if one.rule in ("odcs-schema", "unknown-key")]
    assert [one.subject for one in found][:6] == [
        "example.version", "example.versoin", "orders.physicalTyp", "orders.id.logicalType", "orders.id.required",
        "orders.id.quality[0].metric",
    ]  # fmt: skip
    assert len({one.fingerprint for one in found}) == len(found)


SELF_DRIVEN = "write the names of metric specs in contracts/metrics/"
METRIC = "contracts/metrics/example.metric.yaml"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"source": "accounts_v1"}, []),
        ({"sourc": "x"}, [("unknown-key", "did you mean 'source'?")]),
        ({"numerator": "revenue"}, [("metric-schema", "see the schema metric-1 for the keys and their values")]),
        ({"drivers": "[revenu, example]"}, [("metric-driver-unknown", "did you mean 'revenue'?"),
                                            ("metric-driver-unknown", SELF_DRIVEN)]),
        ({"joins": "[{source: acounts, type: left, on: 1 = 1}]"},
         [("metric-source-unknown", "did you mean 'accounts'?")]),
    ],
)  # fmt: skip
def test_metric_specs(change: dict[str, str], expected: list[tuple[str, str]], governed: Path) -> None:
    lines = [line for line in REVENUE.replace("name: revenue", "name: example").splitlines()
             if line.split(":")[0] not in change]  # fmt: skip
    lines += [f"{key}: {value}" for key, value in change.items()]
    found = findings(governed, METRIC, "\n".join(lines) + "\n")
    assert [(one.rule, one.help) for one in found] == expected


EXAMPLES = [
    ("integer", "{}", "5", True), ("integer", "{}", "5.5", False), ("integer", "{}", '"5"', False),
    ("integer", "{}", "true", False), ("number", "{minimum: 1}", "0", False), ("number", "{}", "0.5", True),
    ("integer", "{minimum: 1, exclusiveMinimum: true}", "1", False),
    ("string", "{pattern: '^a+$'}", "b", False), ("string", "{pattern: '^a+$'}", "aa", True),
    ("string", "{pattern: '(a+)+$'}", "a" * 40 + "b", False), ("string", "{pattern: '('}", "b", True),
    ("string", "{maxLength: 2}", "abc", False), ("string", "{}", "2024-01-01", True),
    ("date", "{}", "2024-02-30", False), ("date", "{}", "2024-02-28", True),
    ("date", "{format: dd.MM.yyyy}", "28.02.2024", True), ("timestamp", "{}", "2024-02-28T10:00:00Z", True),
    ("timestamp", "{}", "noon", False), ("boolean", "{}", "'yes'", False), ("array", "{}", "[1]", True),
    ("object", "{}", "{a: 1}", True), ("object", "{}", "1", False), ("string", "{minLength: x}", "a", True),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "options", "example", "fits"), EXAMPLES)
def test_examples_of_properties(kind: str, options: str, example: str, fits: bool, governed: Path) -> None:
    text = COMPLETE.replace(
        "logicalType: integer", f"logicalType: {kind}\n        logicalTypeOptions: {options}"
    ).replace("examples: [1]", f"examples: [{example}]")
    invalid = [one for one in findings(governed, CONTRACT, text) if one.rule == "example-invalid"]
    assert bool(invalid) is not fits
    assert all(one.subject == "example.example_id" for one in invalid)


RELATIONS = [
    ("accounts.account_id", ""), ("accounts_v1.account_id", ""), ("accounts.address.city", ""),
    ("example.loaded_at", ""), ("../crm/accounts.odcs.yaml#/schema/accounts/properties/account_id", ""),
    ("schema/example/properties/example_id", ""),
    ("https://example.com/a.yaml#/schema/a/properties/b", ""),
    ("acounts.account_id", "there is no dataset 'acounts'"),
    ("accounts.acount_id", "accounts has no column 'acount_id'"),
    ("accounts.address.town", "accounts has no column 'address.town'"),
    ("../crm/acounts.odcs.yaml#/schema/accounts/properties/account_id",
     "there is no contract '../crm/acounts.odcs.yaml' beside this one"),
    ("../crm/accounts.odcs.yaml#/schema/accounts/properties/x", "accounts has no column 'x'"),
    ("../../../etc/x.yaml#/schema/a/properties/x", "there is no contract '../../../etc/x.yaml' beside this one"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "message"), RELATIONS)
def test_relationships_are_followed(target: str, message: str, governed: Path) -> None:
    text = COMPLETE.replace("examples: [1]", f'examples: [1]\n        relationships: [{{to: "{target}"}}]')
    assert [one.message for one in findings(governed, CONTRACT, text)] == ([message] if message else [])


EVENTS = [
    ("type: object\n", []),
    ("true\n", []),
    ("{type: strng, required: [a, a], properties: {b: {minLength: -1}}}",
     ["type", "required", "properties.b.minLength"]),
    ("{$schema: 'http://json-schema.org/draft-07/schema#', definitions: {a: {type: 5}}}", ["definitions.a.type"]),
    ("{items: [{type: string}, {type: bad}]}", ["items[1].type"]),
    ("{$schema: 'https://example.com/x'}", ["$schema"]),
    ("{properties: {a: {pattern: '('}}}", ["properties.a.pattern"]),
    ("{$defs: {0: null, '1': {type: bad}}}", ["$defs.0", "$defs.0", "$defs.1.type"]),
    ("{$ref: '#/$defs/nowhere'}", ["contracts/example.schema.yaml"]),
    ("{$ref: 'https://example.com/x.json'}", ["contracts/example.schema.yaml"]),
    ("[]", ["contracts/example.schema.yaml"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "subjects"), EVENTS)
def test_event_schemas(text: str, subjects: list[str], governed: Path) -> None:
    found = findings(governed, "contracts/example.schema.yaml", text)
    assert {one.rule for one in found} <= {"json-schema-invalid"}
    assert sorted(one.subject for one in found) == sorted(subjects)


STRANGER = """\
domain: seller
version: 1.1.0
status: active
id: 53581432-6c55-4ba2-a65f-72344a91553a
kind: DataContract
apiVersion: v3.1.0
servers:
  - {server: my-postgres, type: postgres, host: localhost, port: 5432, database: edw, schema: views}
schema:
  - name: payments
    physicalName: payments_1
    physicalType: table
    relationships:
      - {type: foreignKey, from: [payments.receiver, payments.country], to: [receivers.id, receivers.country]}
    properties:
      - name: paid_on
        physicalName: pd_dt
        primaryKey: false
        primaryKeyPosition: -1
        logicalType: date
        partitioned: true
        partitionKeyPosition: 1
        customProperties:
          - {property: anonymizationStrategy, value: none}
      - name: receiver
        logicalType: string
        quality:
          - {metric: nullValues, mustBe: 0, type: library, customProperties: [{property: FIELD, value: null}]}
      - name: country
        logicalType: string
        relationships:
          - {to: countries.code, type: foreignKey}
price: {priceAmount: 9.95, priceCurrency: USD, priceUnit: megabyte}
team:
  - {username: clint, role: Data Scientist, dateIn: "2022-08-02"}
  - {username: dan, role: Owner, dateIn: "2022-10-01"}
slaDefaultElement: tab1.txn_ref_dt
slaProperties:
  - {property: latency, value: 4, unit: d, element: tab1.txn_ref_dt}
  - {property: generalAvailability, value: "2022-05-12T09:30:10-08:00"}
customProperties:
  - {property: tier, value: [anything]}
contractCreatedTs: "2022-11-15T02:59:43+00:00"
"""


def test_a_valid_contract_of_others_has_no_errors(governed: Path) -> None:
    found = findings(governed, CONTRACT, STRANGER)
    assert told(found, "error") == []
    assert {"sla-element-unknown", "relationship-target-unknown"} <= {one.rule for one in found}


@pytest.mark.parametrize(
    ("key", "help_"),
    [
        ("layer", "one of: product, customer, revenue"),
        ("period_agg", "recompute, sum, average"),
        ("week_start", "write monday"),
        ("drivers", "[] for none"),
        ("agg_time_dimension", "when a row happened"),
    ],
)
def test_a_missing_key_is_taught_with_its_values(governed: Path, key: str, help_: str) -> None:
    spec = "name: gmv\ntype: simple\nagg: sum\nsource: orders\nexpr: amount\n"
    found = findings(governed, "contracts/metrics/gmv.metric.yaml", spec)
    assert [help_ in one.help for one in found if one.message == f"{key} is missing"] == [True]
