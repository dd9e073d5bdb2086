"""Runs notebooks before and after opting out under CPython, and says where anything but the report differs.

Reads one JSON object a line: {"cells": [...], "verdict": "...", "after": [...] or null}. IPython itself turns the
cells into Python; magics that run Python run it, all others do nothing. The function is a stub that does what
smdebug/core/utils.py does, except that it notes what it would send. Prints one line a difference, then counts.
"""

import contextlib
import io
import json
import sys
import types

from IPython.core.inputtransformer2 import TransformerManager


class Shell:
    """Stands for IPython: runs cells, and the Python inside magics."""

    RUNS_ITS_LINE = {"time", "timeit", "prun"}
    RUNS_ITS_BODY = {"time", "timeit", "capture", "prun"}
    OPTIONS_WITH_VALUE = {"-n", "-r", "-l"}

    def __init__(self, namespace):
        self.namespace = namespace

    def run_cell(self, source):
        python = TransformerManager().transform_cell(source)
        exec(compile(python, "<cell>", "exec"), self.namespace)

    def run_line_magic(self, name, line):
        if name in self.RUNS_ITS_LINE:
            self.run_cell(self.without_options(line))

    def run_cell_magic(self, name, line, body):
        if name == "timeit":
            self.run_cell(self.without_options(line))
        if name in self.RUNS_ITS_BODY or "python" in f"{name} {line}":
            self.run_cell(body)

    def without_options(self, line):
        words = line.lstrip()
        while words.startswith("-"):
            option, _, words = words.partition(" ")
            words = words.lstrip()
            if option in self.OPTIONS_WITH_VALUE:
                words = words.partition(" ")[2].lstrip()
        return words

    def system(self, line):
        pass

    def getoutput(self, line):
        return []


def run(cells):
    """Everything observable: what is sent, calls, notes, output, errors, and the values left behind."""
    sent, called, notes = [], [], []

    def setup_profiler_report(processing_job_arn, opt_out=False):
        called.append(processing_job_arn)
        if opt_out is False and processing_job_arn:
            sent.append(processing_job_arn)

    def note(value):
        notes.append(value)
        return value

    utils = types.ModuleType("smdebug.core.utils")
    utils.setup_profiler_report = setup_profiler_report
    core = types.ModuleType("smdebug.core")
    core.utils = utils
    smdebug = types.ModuleType("smdebug")
    smdebug.core = core
    sys.modules.update({"smdebug": smdebug, "smdebug.core": core, "smdebug.core.utils": utils})
    namespace = {"note": note}
    shell = Shell(namespace)
    namespace["get_ipython"] = lambda: shell
    output, errors = io.StringIO(), []
    with contextlib.redirect_stdout(output):
        for source in cells:
            try:
                shell.run_cell(source)
            except Exception as error:  # a cell that fails does not keep the next from being run
                errors.append(type(error).__name__)
    values = {name: repr(value) for name, value in namespace.items() if isinstance(value, (str, int, list, tuple, bool, type(None))) and name[0] != "_"}
    return {"sent": sent, "called": called, "notes": notes, "output": output.getvalue(), "errors": errors, "values": values}


def difference(form):
    """Why the verdict is wrong, or None."""
    before = run(form["cells"])
    if form["verdict"] in ("already-opted-out", "no-setup-call"):
        return f"said {form['verdict']}, sends {before['sent']}" if before["sent"] else None
    if form["verdict"] != "patchable":
        return None
    after = run(form["after"])
    if after.pop("sent"):
        return "sends after opting out"
    before.pop("sent")
    if "SyntaxError" in before["errors"]:  # what this Python cannot read, an edit may make readable
        return None
    return None if before == after else f"{before} became {after}"


def main():
    counts, failed, sent = {}, 0, 0
    for line in sys.stdin:
        form = json.loads(line)
        counts[form["verdict"]] = counts.get(form["verdict"], 0) + 1
        sent += bool(run(form["cells"])["sent"])
        problem = difference(form)
        if problem:
            failed += 1
            print(f"{problem}\n{json.dumps(form)}")
    total = sum(counts.values())
    said = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    print(f"{total} forms under CPython {sys.version.split()[0]}: {said}; {sent} report before, none after")
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
