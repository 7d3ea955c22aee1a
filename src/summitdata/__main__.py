"""`python -m summitdata` is the command `summitdata`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command; a library that is missing is one line on stderr."""
    from summitdata.dependencies import missing

    try:
        from summitdata.cli import main as run

        run()
    except ModuleNotFoundError as error:
        if (words := missing(error)) is None:
            raise
        sys.stderr.write(f"summitdata: {words}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
