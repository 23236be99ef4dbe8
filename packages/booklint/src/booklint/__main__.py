"""`python -m booklint` is the command `booklint`."""

from __future__ import annotations

import sys

from booklint.cli import main

if __name__ == "__main__":
    sys.exit(main())
