"""`python -m summitdata` is the command `summitdata`."""

from summitdata.cli import main

if __name__ == "__main__":
    main()
