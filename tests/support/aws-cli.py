"""The AWS CLI for many commands: a line of JSON with its words in, a line with what it said out. Starting it anew takes a second each."""
import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver

answers = sys.stdout
for line in sys.stdin:
    output, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(error):
        try:
            create_clidriver().main(json.loads(line))
        except SystemExit:
            # Words that it cannot read.
            pass
    said = {"output": output.getvalue(), "error": error.getvalue()}
    print(json.dumps(said), file=answers, flush=True)
