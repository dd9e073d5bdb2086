"""Runs the command line over copies of real reports and compares every byte: reports.py <folder>."""

import json
import os
import re
import subprocess
import sys
import tempfile

import layouts
from layouts import files_below, kind_of, read

# As a line of its own in the notebook's JSON: an output may tell of the call.
CALL = b'"setup_profiler_report(processing_job_arn)"'
CALLED = b'"setup_profiler_report(processing_job_arn, opt_out=True)"'
BEACON = re.compile(rb'<img id="profiler-telemetry"[^>]*/>')
POINTER = b"version https://git-lfs.github.com/spec/"
SILENCE = ["--html", "silence"]
passed = 0


def check(what, is_so, seen=""):
    global passed
    if not is_so:
        print(f"not so: {what} {seen}\n{passed} passed, 1 failed")
        sys.exit(1)
    passed += 1


class Layout:
    """Reports in a folder of their own, with the command line's runs over them."""

    def __init__(self, lay_out, original, work):
        self.name = lay_out.__name__
        self.folder = os.path.join(work, self.name)
        self.ledger = os.path.join(work, f"{self.name}-ledger.ndjson")
        self.records = os.path.join(work, f"{self.name}.ndjson")
        self.copies = lay_out(original, self.folder)

    def contents(self):
        return {name: read(self.folder, name) for name in files_below(self.folder)}

    def times(self):
        return {name: os.stat(os.path.join(self.folder, name)).st_mtime_ns for name in files_below(self.folder)}

    def call(self, *words):
        """The exit code of a run, and its records by file."""
        command = ["npm", "run", "--silent", "opt-out", "--", words[0], self.folder, *words[1:], "--format", "ndjson"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        with open(self.records, "a", encoding="utf-8") as file:
            file.write(ran.stdout)
        records = [json.loads(line) for line in ran.stdout.splitlines()]
        by_file = {record["object"]["key"].split(f"{self.name}/", 1)[1]: record for record in records}
        check(f"{self.name}, {words}: one record a file", len(by_file) == len(records), ran.stderr)
        return ran.returncode, by_file

    def run(self, *words):
        """Runs and compares: exit code, outcomes and every byte are what the contents before let expect."""
        label = f"{self.name}, {' '.join(words)}"
        before = self.contents()
        expected = {name: self.expect(name, content, words) for name, content in before.items() if kind_of(name)}
        if words[0] == "apply":
            words = [*words, "--ledger", self.ledger]
        code, records = self.call(*words)
        outcomes = {name: outcome for name, (outcome, _) in expected.items()}
        seen = {name: record["outcome"] for name, record in records.items()}
        check(f"{label}: outcomes", seen == outcomes, sorted(set(seen.items()) ^ set(outcomes.items())))
        check(f"{label}: copies", {name for name, record in records.items() if record["object"].get("isCopy")} == self.copies)
        after = self.contents()
        check(f"{label}: no file appears or goes", after.keys() == before.keys())
        for name, content in before.items():
            check(f"{label}: every byte of {name}", after[name] == expected.get(name, (None, content))[1])
        check(f"{label}: exit code", code == exit_code(words[0], outcomes.values()), code)
        return records

    def expect(self, name, content, words):
        """The outcome and the bytes after a run, from the bytes before."""
        is_written = words[0] == "apply" and (name not in self.copies or "--copies" in words)
        is_dry = "--dry-run" in words
        if content.startswith(POINTER):
            return "refused", content
        if kind_of(name) == "page":
            silent = BEACON.sub(b"", content)
            if silent == content:
                return "silent", content
            if not is_written or "silence" not in words:
                return "reports-usage", content
            return ("would-silence", content) if is_dry else ("silenced", silent)
        if CALL in content:
            is_changed = is_written and not is_dry
            return ("opted-out", content.replace(CALL, CALLED)) if is_changed else ("would-opt-out", content)
        return ("already-opted-out" if CALLED in content else "no-setup-call"), content

    def is_valid(self):
        validate = os.path.join(os.path.dirname(__file__), "validate.ts")
        files = [self.records, self.ledger]
        check(f"{self.name}: records are valid", subprocess.run(["node", validate, *files], check=False).returncode == 0)


def exit_code(command, outcomes):
    if "refused" in outcomes:
        return 2
    return 1 if command == "scan" and {"reports-usage", "would-opt-out"} & set(outcomes) else 0


def check_reports(layout):
    """Reports and their copies are opted out and silenced, and that once."""
    first = layout.contents()
    records = layout.run("scan")
    found = {record["outcome"] for record in records.values()}
    check(f"{layout.name}: the reports are of both kinds", {"reports-usage", "would-opt-out"} <= found, found)
    layout.run("apply", *SILENCE, "--dry-run")
    layout.run("apply")
    layout.run("apply", *SILENCE)
    all_words = ["apply", *SILENCE, *(["--copies"] if layout.copies else [])]
    if layout.copies:
        layout.run(*all_words)
    for name, content in layout.contents().items():
        is_longer = kind_of(name) == "notebook" and CALL in first[name]
        check(f"{layout.name}: {name} gains what it must", not is_longer or len(content) == len(first[name]) + 14)
        check(f"{layout.name}: {name} is silent", CALL not in content and not BEACON.search(content))
    held = layout.times()
    layout.run(*all_words)
    check(f"{layout.name}: a second run writes nothing", layout.times() == held)


def check_pointers(layout):
    """Each is refused with the reason for its kind, and left alone."""
    for words in (["scan"], ["apply", *SILENCE]):
        records = layout.run(*words)
        reasons = {(kind_of(name), record["reason"]) for name, record in records.items()}
        check(f"{layout.name}, {words}: reasons", reasons == {("page", "not-html"), ("notebook", "not-json")}, reasons)


def check_embedded(layout):
    """Calls are opted out as ever; what a page in an output comes to is left open here, but not its bytes."""
    before = layout.contents()
    check(f"{layout.name}: some have a call", any(CALL in content for content in before.values()))
    check(f"{layout.name}: pages with a beacon stand in outputs", sum(rb'<img id=\"profiler-telemetry\"' in content for content in before.values()) > 1)
    for words in (["scan"], ["apply", "--ledger", layout.ledger]):
        code, records = layout.call(*words)
        check(f"{layout.name}, {words[0]}: no fault", code in (0, 1), code)
        check(f"{layout.name}, {words[0]}: every file is on record", records.keys() == before.keys())
        expected = {name: content if words[0] == "scan" else content.replace(CALL, CALLED) for name, content in before.items()}
        for name, content in layout.contents().items():
            check(f"{layout.name}, {words[0]}: every byte of {name}", content == expected[name])


CHECKS = {
    layouts.as_written: check_reports,
    layouts.flat: check_reports,
    layouts.renamed: check_reports,
    layouts.with_copies: check_reports,
    layouts.pointers: check_pointers,
    layouts.embedded: check_embedded,
}


def main(original):
    for lay_out, check_layout in CHECKS.items():
        with tempfile.TemporaryDirectory() as work:
            begun = passed
            layout = Layout(lay_out, original, os.path.realpath(work))
            check_layout(layout)
            layout.is_valid()
            print(f"{layout.name}: {passed - begun} passed")
    print(f"{passed} passed, 0 failed")


main(os.path.realpath(sys.argv[1]))
