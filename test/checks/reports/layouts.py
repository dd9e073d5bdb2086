"""Lays copies of real reports out in the ways that people keep them. A layout answers which files are copies."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

KINDS = {".ipynb": "notebook", ".html": "page", ".htm": "page"}
EMBED = os.path.join(os.path.dirname(__file__), "..", "setup", "embed-page.py")
OTHER_NAMES = [
    ("profiler-report (1)", ".ipynb", ".html"),
    ("profiler-report", ".ipynb", ".htm"),
    ("PROFILER-REPORT", ".IPYNB", ".HTML"),
    ("Profiler-Report-2022", ".Ipynb", ".HTM"),
]
OTHER_FOLDERS = ["", "ProfilerReport", os.path.join("docs", "report")]


def kind_of(name):
    return KINDS.get(os.path.splitext(name)[1].lower())


def files_below(folder):
    return sorted(os.path.relpath(os.path.join(root, name), folder) for root, _, names in os.walk(folder) for name in names)


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def write(content, *path):
    os.makedirs(os.path.dirname(os.path.join(*path)), exist_ok=True)
    with open(os.path.join(*path), "wb") as file:
        file.write(content)


def reports_below(original):
    """The folders of the reports, each with a notebook and a page of SageMaker's names."""
    return [os.path.dirname(name) for name in files_below(original) if name.endswith("profiler-output/profiler-report.ipynb")]


def as_written(original, folder):
    """Everything, as SageMaker wrote it."""
    shutil.copytree(original, folder)
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    return set()


def flat(original, folder):
    """All in one folder."""
    for index, report in enumerate(reports_below(original)):
        for ending in (".ipynb", ".html"):
            write(read(original, report, "profiler-report" + ending), folder, f"profiler-report-{index:02}{ending}")
    return set()


def renamed(original, folder):
    """In other folders and under the names that downloads, systems and people give."""
    for index, report in enumerate(reports_below(original)):
        stem, *endings = OTHER_NAMES[index % len(OTHER_NAMES)]
        place = os.path.join(folder, f"project-{index:02}", OTHER_FOLDERS[index % len(OTHER_FOLDERS)])
        for ending, new_ending in zip((".ipynb", ".html"), endings, strict=True):
            write(read(original, report, "profiler-report" + ending), place, stem + new_ending)
    return set()


def with_copies(original, folder):
    """Beside each report Jupyter's checkpoints, and beside every third what somebody called by another name."""
    as_written(original, folder)
    copies = set()
    for index, report in enumerate(reports_below(original)):
        names = [os.path.join(".ipynb_checkpoints", "profiler-report-checkpoint")] + ["for the team"] * (index % 3 == 0)
        for name in names:
            for ending in (".ipynb", ".html"):
                write(read(original, report, "profiler-report" + ending), folder, report, name + ending)
                copies.add(os.path.join(report, name + ending))
    return copies


def pointers(original, folder):
    """As a clone holds them that has not fetched what Git LFS keeps elsewhere."""
    for name in files_below(original):
        if kind_of(name) is not None:
            content = read(original, name)
            lines = ["version https://git-lfs.github.com/spec/v1", f"oid sha256:{hashlib.sha256(content).hexdigest()}", f"size {len(content)}"]
            write("".join(f"{line}\n" for line in lines).encode(), folder, name)
    return set()


def embedded(original, folder):
    """Of every third report a notebook that shows the page, and its own notebook with such a cell at the end."""
    os.makedirs(folder)
    shown = [(os.path.join(folder, f"profiler-report-shown-{index:02}.ipynb"), report) for index, report in enumerate(reports_below(original)[::3])]
    pairs = [path for notebook, report in shown for path in (os.path.join(original, report, "profiler-report.html"), notebook)]
    subprocess.run([sys.executable, EMBED, *pairs], check=True)
    for notebook, report in shown:
        whole = json.loads(read(original, report, "profiler-report.ipynb"))
        whole["cells"] += json.loads(read(notebook))["cells"]
        write(json.dumps(whole, indent=1, ensure_ascii=False).encode(), notebook.replace("-shown-", "-and-shown-"))
    return set()
