"""Gives notebooks access control lists and extended attributes, opts them out, and looks at them again."""

import json
import os
import struct
import subprocess
import sys
import tempfile

ACL = "system.posix_acl_access"
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 4,
    "metadata": {},
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": "setup_profiler_report(a)",
        }
    ],
}
# Odd names have to survive the shell that copies the attributes.
NAMES = ["profiler-report.ipynb", "profiler-report 'a' $(b) `c`.ipynb", "profiler-report\n-x.ipynb", "profiler-report-ö.ipynb"]
passed = 0


def check(what, is_so):
    global passed
    if not is_so:
        print(f"not so: {what}\n{passed} passed, 1 failed")
        sys.exit(1)
    passed += 1


def acl(user_rights, mask):
    """What acl(5) calls user::rw-, user:1000:..., group::r--, mask::..., other::---."""
    undefined = 0xFFFFFFFF
    entries = [(1, 6, undefined), (2, user_rights, 1000), (4, 4, undefined), (16, mask, undefined), (32, 0, undefined)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def attributes(path):
    return {name: os.getxattr(path, name) for name in os.listxattr(path)}


def opt_out(folder, *words):
    command = ["npm", "run", "--silent", "opt-out", "--", *words, folder, "--no-ledger", "--format", "ndjson"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return [json.loads(line)["outcome"] for line in ran.stdout.splitlines()]


def main():
    with tempfile.TemporaryDirectory() as folder:
        # What is made in this folder gets a list of its own, unless the file had none.
        os.setxattr(folder, "system.posix_acl_default", acl(7, 7))
        paths = [os.path.join(folder, name) for name in NAMES]
        for path in paths:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(NOTEBOOK, file)
            os.removexattr(path, ACL)
            os.chmod(path, 0o600)
        os.setxattr(paths[0], ACL, acl(6, 4))
        os.setxattr(paths[1], ACL, acl(4, 4))
        os.setxattr(paths[1], "user.note", b"keep\x00me")
        os.chmod(paths[2], 0o444)
        before = [(attributes(path), os.stat(path)) for path in paths]
        check("every notebook is opted out", opt_out(folder, "apply") == ["opted-out"] * len(paths))
        for path, (own, stats) in zip(paths, before):
            now = os.stat(path)
            check(f"{path!r} was replaced", now.st_ino != stats.st_ino)
            check(f"{path!r} keeps its attributes", attributes(path) == own)
            check(f"{path!r} keeps mode and owner", (now.st_mode, now.st_uid, now.st_gid) == (stats.st_mode, stats.st_uid, stats.st_gid))
        check("nothing lies beside them", sorted(os.listdir(folder)) == sorted(NAMES))
    print(f"{passed} passed, 0 failed")


main()
