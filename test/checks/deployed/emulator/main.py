"""LocalStack (Apache-2.0) in this one process, without a container engine, with what it lacks for this project's stack.

usage: main.py <folder for its notes>; NODE and RUNTIME_CLIENT name Node.js and aws-lambda-ric, and LocalStack's own
settings stand in the environment.
"""
import os
import sys
import threading
import time

import calls
import cloudformation
import functions
import sagemaker


def end_with_parent(parent):
    """Whoever started this may be killed: nothing shall run on behind it."""
    while os.getppid() == parent:
        time.sleep(0.5)
    functions.kill_all()
    os._exit(1)


notes = sys.argv[1]
functions.install(notes, os.environ["NODE"], os.environ["RUNTIME_CLIENT"])
cloudformation.install()
calls.install(notes)
sagemaker.install(notes)
threading.Thread(target=end_with_parent, args=[os.getppid()], daemon=True).start()

from localstack.runtime.main import main  # noqa: E402

main()
