"""The names of physical types across engines, and the family of each."""

from __future__ import annotations

_INTEGERS = {
    "i8": "tinyint int1 byteint byte i8 int8_t",
    "i16": "smallint int2 short smallserial i16 int16",
    "i24": "mediumint",
    "i32": "integer int int4 signed serial i32 int32",
    "i64": "bigint int8 long int64 bigserial i64",
    "i128": "hugeint int128 i128",
    "u8": "utinyint uint8 u8",
    "u16": "usmallint uint16 u16",
    "u32": "uinteger uint uint32 u32",
    "u64": "ubigint uint64 u64",
    "u128": "uhugeint uint128 u128",
}
_OTHERS = {
    "varchar": "varchar string text nvarchar varchar2 nvarchar2 charactervarying charvarying nationalcharactervarying"
    " tinytext mediumtext longtext clob nclob ntext str utf8 characterlargeobject",
    "char": "char character nchar bpchar nationalcharacter",
    "decimal": "decimal numeric number dec fixed bignumeric bigdecimal",
    "f32": "real float float4 float32 f32",
    "f64": "double float8 float64 doubleprecision f64",
    "boolean": "boolean bool logical",
    "date": "date date32",
    "time": "time timewithouttimezone",
    "timetz": "timetz timewithtimezone",
    "timestamp": "timestamp datetime datetime2 timestampwithouttimezone timestamp_ntz timestampntz smalldatetime",
    "timestamptz": "timestamptz timestampwithtimezone timestamp_tz timestamp_ltz timestampltz datetimeoffset"
    " timestampwithlocaltimezone",
    "binary": "binary varbinary blob bytea bytes raw image binaryvarying binarylargeobject longblob mediumblob",
    "uuid": "uuid uniqueidentifier guid",
    "json": "json",
    "jsonb": "jsonb",
    "variant": "variant super",
    "interval": "interval",
    "geography": "geography",
    "geometry": "geometry",
    "xml": "xml",
}

FAMILIES = {name: family for table in (_INTEGERS, _OTHERS) for family, names in table.items() for name in names.split()}
"""The family of every name, white space and case taken away."""

INTEGER_BITS = {family: (family[0] == "i", int(family[1:])) for family in _INTEGERS}
"""(signed, bits) of the integer families."""
