"""Whether everything that one JSON Schema accepts is accepted by another, with a proof or an event that shows the
contrary.

`reading` turns both schemas, whatever their draft, into one `graph` of assertions in which equal subschemas are one
node. `solver` looks for a value that the first accepts and the second rejects, type by type: it finds one, or shows
that there is none, or gives up. What it finds is checked with a validator (`oracle`) on the schemas as written before
anybody hears of it.
"""
