"""Changes of what a value of a property may be."""

from __future__ import annotations

from datetime import date

from change_case import Case, of_column, of_options

LOWER = {"minimum": ("integer", 1, 2), "exclusiveMinimum": ("number", 1, 2), "minLength": ("string", 1, 2),
         "minItems": ("array", 1, 2), "minProperties": ("object", 1, 2)}  # fmt: skip
UPPER = {key.replace("in", "ax", 1).replace("Min", "Max"): ends for key, ends in LOWER.items()}
BOUNDS: list[Case] = []
for names, (low, high) in ((LOWER, ("IB minor", "BI major")), (UPPER, ("BI major", "IB minor"))):
    for key, (type_, less, more) in names.items():
        BOUNDS += [
            of_options(f"{key}.raised", type_, {key: less}, {key: more}, *low.split()),
            of_options(f"{key}.lowered", type_, {key: more}, {key: less}, *high.split()),
            of_options(f"{key}.added", type_, {}, {key: more}, "IB", "minor"),
            of_options(f"{key}.removed", type_, {key: more}, {}, "BI", "major"),
        ]
OPTIONS: list[Case] = [
    *BOUNDS,
    of_options("precision.raised", "number", {"precision": 8, "scale": 2}, {"precision": 9, "scale": 2}, "WI",
               "minor"),
    of_options("precision.lowered", "number", {"precision": 9, "scale": 2}, {"precision": 8, "scale": 2}, "IB",
               "minor"),
    of_options("precision.said", "number", {}, {"precision": 8, "scale": 2}, "IB", "minor"),
    of_options("scale.changed", "number", {"precision": 9, "scale": 2}, {"precision": 9, "scale": 3}, "BB", "major"),
    of_options("scale.changed with the precision", "number", {"precision": 9, "scale": 2},
               {"precision": 8, "scale": 1}, "BB", "major"),
    of_column("precision moved to where importers write it",
              {"logicalType": "number", "logicalTypeOptions": {"precision": 9}},
              {"logicalType": "number", "customProperties": [{"property": "precision", "value": 9}]}, "II", "patch"),
    of_column("precision as a custom property", *({"logicalType": "number", "customProperties": [
              {"property": "precision", "value": digits}]} for digits in (8, 9)), "II", "patch"),
    of_column("precision that the physical type says too",
              {"logicalType": "number", "physicalType": "decimal(9,2)", "logicalTypeOptions": {"precision": 9}},
              {"logicalType": "number", "physicalType": "DECIMAL(9, 2)"}, "II", "patch"),
    of_column("precision said beside a physical type",
              {"logicalType": "number", "physicalType": "decimal(9,2)"},
              {"logicalType": "number", "physicalType": "decimal(9,2)", "logicalTypeOptions": {"precision": 9}}, "II",
              "patch"),
    of_options("precision as a text", "number", {"precision": 9}, {"precision": "9"}, "II", "patch"),
    of_options("minimum to exclusiveMinimum, the same integers", "integer", {"minimum": 1}, {"exclusiveMinimum": 0},
               "II", "patch"),
    of_options("minimum to exclusiveMinimum, fewer integers", "integer", {"minimum": 1}, {"exclusiveMinimum": 1}, "IB",
               "minor"),
    of_options("minimum to exclusiveMinimum, fewer numbers", "number", {"minimum": 0}, {"exclusiveMinimum": 0}, "IB",
               "minor"),
    of_options("exclusiveMaximum to maximum, more numbers", "number", {"exclusiveMaximum": 5}, {"maximum": 5}, "BI",
               "major"),
    of_options("exclusiveMaximum to maximum, the same days", "date", {"exclusiveMaximum": "2024-03-01"},
               {"maximum": date(2024, 2, 29)}, "II", "patch"),
    of_options("minimum of a time lowered", "time", {"minimum": "08:00:00"}, {"minimum": "07:30"}, "BI", "major"),
    of_options("maximum of a time in other words", "time", {"maximum": "20:00"}, {"maximum": "20:00:00"}, "II",
               "patch"),
    of_options("maximum of a date raised", "date", {"maximum": "2024-02-28"}, {"maximum": "2024-02-29"}, "BI", "major"),
    of_options("idle minimum", "integer", {"minimum": 1}, {"minimum": 1, "exclusiveMinimum": 0},
               "II", "patch"),
    of_options("pattern.added", "string", {}, {"pattern": "^a$"}, "IB", "minor"),
    of_options("pattern.removed", "string", {"pattern": "^a$"}, {}, "BI", "major"),
    of_options("pattern.wider", "string", {"pattern": "^[a-z]+$"}, {"pattern": "^[A-Za-z]+$"}, "BI", "major"),
    of_options("pattern.narrower", "string", {"pattern": "^[0-9]{2,9}$"}, {"pattern": r"^\d{3,4}$"}, "IB", "minor"),
    of_options("pattern.other", "string", {"pattern": "^[a-z]+$"}, {"pattern": "^[0-9]+$"}, "BB", "major"),
    of_options("pattern.in other words", "string", {"pattern": "^[0-9]{2}$"}, {"pattern": r"^\d\d$"}, "II", "patch"),
    of_options("pattern.undecidable", "string", {"pattern": r"^(a|b)\1$"}, {"pattern": r"^(a|c)\1$"}, "WW", "major"),
    of_options("format.changed", "string", {"format": "uuid"}, {"format": "email"}, "BB", "major"),
    of_options("format.removed", "string", {"format": "uuid"}, {}, "BB", "major"),
    of_options("format.changed of a date", "date", {"format": "yyyy-MM-dd"}, {"format": "dd.MM.yyyy"}, "BB", "major"),
    of_options("format.i32->i64", "integer", {"format": "i32"}, {"format": "i64"}, "BI", "major"),
    of_options("format.i64->i32", "integer", {"format": "i64"}, {"format": "i32"}, "IB", "minor"),
    of_options("multipleOf.added", "number", {}, {"multipleOf": 0.1}, "IB", "major"),
    of_options("multipleOf.removed", "number", {"multipleOf": 0.1}, {}, "BI", "major"),
    of_options("multipleOf.changed", "integer", {"multipleOf": 4}, {"multipleOf": 6}, "BB", "major"),
    of_options("multipleOf.divides", "number", {"multipleOf": 0.3}, {"multipleOf": 0.1}, "BI", "major"),
    of_options("multipleOf.is a multiple", "number", {"multipleOf": 0.1}, {"multipleOf": 0.3}, "IB", "major"),
    of_options("multipleOf of integers that says nothing", "integer", {}, {"multipleOf": 1}, "II", "patch"),
    of_options("uniqueItems.dropped", "array", {"uniqueItems": True}, {}, "BI", "major"),
    of_options("uniqueItems.added", "array", {}, {"uniqueItems": True}, "IB", "minor"),
    of_options("required[].dropped", "object", {"required": ["a", "b"]}, {"required": ["a"]}, "BI", "major"),
    of_options("required[].added", "object", {"required": ["a"]}, {"required": ["b", "a"]}, "IB", "minor"),
    of_options("timezone", "timestamp", {"timezone": True}, {"timezone": False}, "BB", "major"),
    of_options("defaultTimezone", "timestamp", {"defaultTimezone": "Etc/UTC"}, {"defaultTimezone": "Europe/Berlin"},
               "BB", "major"),
    of_options("defaultTimezone by another name", "timestamp", {"defaultTimezone": "Etc/UTC"},
               {"defaultTimezone": "UTC"}, "II", "patch"),
    of_options("vector.dimensions", "vector", {"dimensions": 3}, {"dimensions": 4}, "BB", "major"),
    of_options("vector.elementType", "vector", {"elementType": "float32"}, {"elementType": "int8"}, "BB", "major"),
    of_options("vector.distanceMetric", "vector", {"distanceMetric": "cosine"}, {"distanceMetric": "l2"},
               "BW", "major"),
    of_options("vector.embeddingModel", "vector", {"embeddingModel": "a"}, {"embeddingModel": "b"}, "BW", "major"),
    of_options("vector.normalized", "vector", {"normalized": True}, {"normalized": False}, "BW", "major"),
]  # fmt: skip
