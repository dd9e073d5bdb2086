"""Asks a ledger the template's saved queries, with DuckDB in Athena's place: queries.py <folder of cases.ts>."""

import json
import sys
from pathlib import Path

import duckdb

# Athena's types by Glue's names; rows are named as DuckDB has them.
TYPES = {"string": "VARCHAR", "boolean": "BOOLEAN", "bigint": "BIGINT"}


def duck_type(glue):
    """The DuckDB type of a Glue type such as array<struct<a:string,b:bigint>>."""
    if glue in TYPES:
        return TYPES[glue]
    if glue.startswith("array<"):
        return duck_type(glue[6:-1]) + "[]"
    fields, depth, begin = [], 0, 7
    for at, character in enumerate(glue[7:-1] + ",", 7):
        depth += {"<": 1, ">": -1}.get(character, 0)
        if character == "," and depth == 0:
            fields.append(glue[begin:at])
            begin = at + 1
    named = (field.split(":", 1) for field in fields)
    return "STRUCT(" + ", ".join(f'"{name}" {duck_type(of)}' for name, of in named) + ")"


def lower(value):
    """Names in lower case, as the table's JSON reader makes them."""
    if isinstance(value, dict):
        return {name.lower(): lower(inner) for name, inner in value.items()}
    return [lower(inner) for inner in value] if isinstance(value, list) else value


def main(folder):
    with open(f"{folder}/cases.json", encoding="utf-8") as file:
        cases = json.load(file)
    database = duckdb.connect()
    names = ", ".join(f'"{column["Name"]}" {duck_type(column["Type"])}' for column in cases["columns"])
    database.execute(f"CREATE TABLE audit_records ({names}, day VARCHAR)")
    columns = ", ".join(f"'{column['Name']}': '{duck_type(column['Type'])}'" for column in cases["columns"])
    lines = f"{folder}/lower.ndjson"
    with open(lines, "w", encoding="utf-8") as out:
        for path in sorted(Path(folder, "ledger").glob("day=*/*.json")):
            record = lower(json.loads(path.read_text(encoding="utf-8")))
            out.write(json.dumps({**record, "day": path.parent.name[4:]}) + "\n")
    database.execute(
        f"INSERT INTO audit_records BY NAME SELECT * FROM read_ndjson('{lines}', columns={{{columns}, 'day': 'VARCHAR'}})"
    )
    passed = failed = 0

    def check(what, found, expected):
        nonlocal passed, failed
        if found == expected:
            passed += 1
        else:
            failed += 1
            print(f"not so: {what}: {found} instead of {expected}")

    still = database.execute(cases["stillReporting"]["query"])
    header = [column[0] for column in still.description]
    rows = [dict(zip(header, row)) for row in still.fetchall()]
    check("the pages that still report", sorted(f"{row['bucket']}/{row['object_key']}" for row in rows), sorted(cases["stillReporting"]["expected"]))
    check("copies are named as such", [row for row in rows if row["is_copy"] != (".ipynb_checkpoints" in row["object_key"])], [])
    check("the oldest come first", [row["generated_at"] for row in rows], sorted(row["generated_at"] for row in rows))
    watched = database.execute(cases["trainingJobs"]["query"])
    header = [column[0] for column in watched.description]
    jobs = [dict(zip(header, row)) for row in watched.fetchall()]
    check("the jobs with their last known state and their reports", sorted(f"{job['training_job']} {job['option_one']} {job['bucket']}/{job['object_key']}" for job in jobs), sorted(cases["trainingJobs"]["expected"]))
    order = {"absent": 1, "unrecognised-value": 2}
    places = [order.get(job["option_one"], 3) for job in jobs]
    check("jobs that do not opt out come first", places, sorted(places))
    counted = database.execute(cases["attestation"]["query"]).fetchall()
    check("what was recorded in the period", {row[0]: row[3] for row in counted}, cases["attestation"]["expected"])
    print(f"{len(rows)} of {database.execute('SELECT count(DISTINCT object.key) FROM audit_records').fetchone()[0]} pages still report")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main(sys.argv[1])
