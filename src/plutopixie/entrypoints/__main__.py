"""`python -m plutopixie.entrypoints` is the command line."""

import sys

from plutopixie.entrypoints.cli import main

if __name__ == "__main__":
    sys.exit(main())
