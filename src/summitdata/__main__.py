"""`python -m summitdata` is the command `summitdata`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command; a missing library is reported as one line on stderr."""
    from summitdata.dependencies import missing_dependency

    try:
        from summitdata.cli import main as run

        run()
    except ModuleNotFoundError as error:
        if (explained := missing_dependency(error)) is None:
            raise
        sys.stderr.write(f"summitdata: {explained}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
