"""Runs the command line over a copy of real reports and compares every byte: reports.py <folder>."""

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

CALL = b"setup_profiler_report(processing_job_arn)"
CALLED = b"setup_profiler_report(processing_job_arn, opt_out=True)"
BEACON = re.compile(rb'<img id="profiler-telemetry"[^>]*/>')
passed = 0


def check(what, is_so):
    global passed
    if not is_so:
        print(f"not so: {what}\n{passed} passed, 1 failed")
        sys.exit(1)
    passed += 1


def files_below(folder):
    return sorted(os.path.relpath(os.path.join(root, name), folder) for root, _, names in os.walk(folder) for name in names)


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def run(copy, work, *words):
    command = ["npm", "run", "--silent", "opt-out", "--", *words[:1], copy, *words[1:], "--format", "ndjson"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    with open(os.path.join(work, "records.ndjson"), "a", encoding="utf-8") as file:
        file.write(ran.stdout)
    return ran.returncode, [json.loads(line) for line in ran.stdout.splitlines()]


def outcomes(records):
    counts = {}
    for record in records:
        counts[record["outcome"]] = counts.get(record["outcome"], 0) + 1
    return counts


def main(original):
    html = [name for name in files_below(original) if name.endswith("profiler-output/profiler-report.html")]
    notebooks = [name for name in files_below(original) if name.endswith("profiler-output/profiler-report.ipynb")]
    reporting = [name for name in html if BEACON.search(read(original, name))]
    calling = [name for name in notebooks if CALL in read(original, name)]
    silent, uncalled = len(html) - len(reporting), len(notebooks) - len(calling)
    with tempfile.TemporaryDirectory() as work:
        copy = os.path.join(work, "copy")
        shutil.copytree(original, copy)
        subprocess.run(["chmod", "-R", "u+w", copy], check=True)
        is_untouched = lambda: not any(not filecmp.cmp(os.path.join(original, name), os.path.join(copy, name), False) for name in files_below(original))

        code, records = run(copy, work, "scan")
        check("scan answers 1", code == 1)
        check("scan says what reports", outcomes(records) == {"reports-usage": len(reporting), "silent": silent, "would-opt-out": len(calling), "no-setup-call": uncalled})
        code, records = run(copy, work, "apply", "--html", "silence", "--dry-run")
        check("a dry run answers 0 and says what would be done", code == 0 and outcomes(records)["would-silence"] == len(reporting))
        check("scan and dry run leave everything alone", is_untouched() and files_below(copy) == files_below(original))

        ledger = os.path.join(work, "ledger.ndjson")
        code, records = run(copy, work, "apply", "--ledger", ledger)
        check("apply answers 0", code == 0)
        check("without --html silence every HTML report stays", all(read(copy, name) == read(original, name) for name in html))
        code, records = run(copy, work, "apply", "--html", "silence", "--ledger", ledger)
        check("with it, the HTML reports are silenced", outcomes(records)["silenced"] == len(reporting))
        check("no file appears", files_below(copy) == files_below(original))
        for name in files_below(original):
            before, after = read(original, name), read(copy, name)
            expected = BEACON.sub(b"", before) if name in reporting else before.replace(CALL, CALLED) if name in calling else before
            check(f"{name} differs by exactly what must change", after == expected)
            check(f"{name} differs by 14 bytes if it is a notebook", name not in calling or len(after) == len(before) + 14)
        held = {name: os.stat(os.path.join(copy, name)).st_mtime_ns for name in files_below(copy)}
        code, records = run(copy, work, "apply", "--html", "silence", "--ledger", ledger)
        check("a second run finds nothing to do", outcomes(records) == {"silent": len(html), "already-opted-out": len(calling), "no-setup-call": uncalled})
        check("a second run changes nothing", held == {name: os.stat(os.path.join(copy, name)).st_mtime_ns for name in files_below(copy)})
        validated = subprocess.run(["node", os.path.join(os.path.dirname(__file__), "validate.ts"), os.path.join(work, "records.ndjson"), ledger], check=False)
        check("every record is valid against the schema", validated.returncode == 0)
    print(f"{passed} passed, 0 failed")


main(sys.argv[1])
