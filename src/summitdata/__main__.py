"""Runs the command `summitdata`, also as `python -m summitdata`; an error is one line on stderr."""

from __future__ import annotations

import os
import sys

from summitdata.errors import SummitDataError
from summitdata.escaping import escape_control

__all__ = ["main"]

FAILED, INTERRUPTED = 2, 130
MESSAGE_LENGTH = 2000
"""How many characters of a message are shown."""


def main() -> None:
    """Run the command and exit with its code."""
    # numpy's linear algebra, which is not used here, would start threads: that takes longer than a small file.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = _run()
        sys.stdout.flush()  # an error of writing must be raised here, not when Python ends
    except SummitDataError as error:
        code = _fail(str(error))
    except ModuleNotFoundError as error:
        from summitdata.dependencies import missing_dependency

        if (explained := missing_dependency(error)) is None:
            raise
        code = _fail(str(explained))
    except KeyboardInterrupt:
        code = INTERRUPTED
    except OSError as error:
        # A closed pipe, as after `| head`, has no reader left for a message.
        code = FAILED if isinstance(error, BrokenPipeError) else _fail(f"cannot write: {error.strerror}")
        # Python would raise again when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _fail(message: str) -> int:
    # A message may repeat a name with a line break or escape sequences: it is written in one line, without them.
    sys.stderr.write(f"summitdata: {escape_control(message, MESSAGE_LENGTH)}\n")
    return FAILED


def _run() -> int:
    """Run the command and return its exit code; click's own `main` would exit with 1 if the output breaks off."""
    import click

    from summitdata.cli import app

    try:
        with app.make_context("summitdata", sys.argv[1:]) as context:
            app.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        # The message repeats the arguments, which may be names of files.
        click.UsageError(escape_control(error.format_message(), MESSAGE_LENGTH), error.ctx).show()
        return error.exit_code
    return 0


if __name__ == "__main__":
    main()
