"""Runs the command `summitdata`, also as `python -m summitdata`; an error is one line on stderr."""

from __future__ import annotations

import os
import sys
import warnings

from summitdata.command_limit import CommandTimeError, begin, end_limit
from summitdata.errors import SummitDataError
from summitdata.escaping import escape_control
from summitdata.streams import flush_stdout, give_up, set_up, write_stderr
from summitdata.termination import TerminatedError, end_by, raised_signals

__all__ = ["main"]

FAILED, INTERRUPTED = 2, 130
MESSAGE_LENGTH = 2000
"""How many characters of a message are shown."""

BUG = (
    "internal error: {}: this is a bug of summitdata and says nothing about the data: run it again as "
    "`summitdata --debug ...`, and report the traceback in an issue of the project"
)


def main() -> None:
    """Run the command and exit with its code."""
    # numpy's linear algebra, which is not used here, would start threads: that takes longer than a small file.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What a library fails at while it is cleaned up would be a traceback on stderr; the error itself is explained.
    sys.unraisablehook = lambda _: None
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries warn of is for programmers, and may repeat untrusted text
    begin()
    try:
        with raised_signals():
            code = _run()
            flush_stdout()  # an error of writing must be raised here, not when Python ends
    except TerminatedError as end:
        end_by(end.number)
        code = FAILED
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        code = _explain(error)
    end_limit()
    give_up()
    sys.exit(code)


def _explain(error: BaseException) -> int:
    """Write what went wrong in one line; with --debug, first where."""
    if "--debug" in sys.argv[1:2]:
        _write_traceback(error)
    if not isinstance(error, BrokenPipeError):  # as after `| head`: no reader is left for a message
        # A message may repeat a name with a line break or escape sequences: it is written in one line, without them.
        write_stderr(f"summitdata: {escape_control(_lost_folder() + _message(error), MESSAGE_LENGTH)}\n")
    return FAILED


def _message(error: BaseException) -> str:
    """Return what to tell the user: an error of the library explains itself, and whatever is none is a bug."""
    if isinstance(error, SummitDataError | CommandTimeError):
        return str(error)
    if isinstance(error, MemoryError):
        return "out of memory: validate fewer or smaller files at a time"
    if isinstance(error, ModuleNotFoundError):
        from summitdata.dependencies import missing_dependency

        if explained := missing_dependency(error):
            return str(explained)
    if isinstance(error, OSError) and error.strerror:
        return f"{os.fsdecode(error.filename)}: {error.strerror}" if _has_name(error) else error.strerror
    try:
        return BUG.format(f"{type(error).__name__}: {error}"[: MESSAGE_LENGTH // 2])
    except Exception:  # noqa: BLE001 - an error that cannot say what it is
        return BUG.format(type(error).__name__)


def _lost_folder() -> str:
    """Return what explains why a file is not found, whatever is said of it, if the current folder has been removed."""
    try:
        os.getcwd()  # noqa: PTH109 - as fast as possible
    except OSError:
        return "the current folder does not exist any more, so relative paths lead nowhere: "
    return ""


def _has_name(error: OSError) -> bool:
    return isinstance(error.filename, str | bytes | os.PathLike)


def _write_traceback(error: BaseException) -> None:
    from traceback import format_exception

    for line in "".join(format_exception(error)).splitlines():
        write_stderr(f"{escape_control(line, MESSAGE_LENGTH)}\n")


def _run() -> int:
    """Run the command and return its exit code; click's own `main` would exit with 1 if the output breaks off."""
    set_up()

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
