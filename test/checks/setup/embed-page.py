"""Writes notebooks whose saved output is a page, as IPython displays it: embed-page.py (<page> <notebook>)..."""

import contextlib
import io
import os
import sys
import tempfile

import nbformat
from nbformat import v4


def embed(shell, page):
    """The notebook of one cell that shows the page, with the output that IPython makes of it."""
    source = f"from IPython.display import HTML\nHTML(filename={os.path.basename(page)!r})"
    os.chdir(os.path.dirname(page))
    with contextlib.redirect_stdout(io.StringIO()):
        ran = shell.run_cell(source)
    ran.raise_error()
    data, metadata = shell.display_formatter.format(ran.result)
    output = v4.new_output("execute_result", data=data, metadata=metadata, execution_count=1)
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return v4.new_notebook(
        cells=[v4.new_code_cell(source, execution_count=1, outputs=[output])],
        metadata={"kernelspec": kernel, "language_info": {"name": "python"}},
    )


paths = [os.path.abspath(path) for path in sys.argv[1:]]
with tempfile.TemporaryDirectory() as profile:
    # Nothing of the person who runs this is read or written: no profile, no history.
    os.environ["IPYTHONDIR"] = profile
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    for page, notebook in zip(paths[::2], paths[1::2], strict=True):
        nbformat.write(embed(shell, page), notebook)
