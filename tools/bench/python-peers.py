"""Median milliseconds of what others do with a notebook, as JSON; those whose packages are missing are left out."""

import json
import statistics
import sys
import time

ROUNDS = 40
CALL = "setup_profiler_report"


def median_of(work):
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def opt_out_with(nbformat, libcst):
    """The same job as ours: finds each call with LibCST, adds the argument, and writes the notebook with nbformat."""
    matchers = libcst.matchers

    class AddArgument(libcst.CSTTransformer):
        def leave_Call(self, original_node, updated_node):
            if not matchers.matches(updated_node.func, matchers.Name(CALL)):
                return updated_node
            argument = libcst.parse_expression("f(opt_out=True)").args[0]
            return updated_node.with_changes(args=[*updated_node.args, argument])

    def opt_out(text):
        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code" and CALL in cell.source:
                cell.source = libcst.parse_module(cell.source).visit(AddArgument()).code
        return nbformat.writes(notebook)

    return opt_out


with open(sys.argv[1], "rb") as file:
    content = file.read()
text = content.decode()
measured = {"json, read and write": median_of(lambda: json.dumps(json.loads(content), indent=1))}
try:
    import nbformat

    measured["nbformat, read and write"] = median_of(lambda: nbformat.writes(nbformat.reads(text, as_version=4)))
    import libcst
    import libcst.matchers

    opt_out = opt_out_with(nbformat, libcst)
    if "opt_out" not in opt_out(text):
        raise SystemExit("nbformat and LibCST did not add the argument")
    measured["nbformat and LibCST, the same job"] = median_of(lambda: opt_out(text))
except ImportError:
    pass
print(json.dumps(measured))
