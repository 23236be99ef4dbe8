"""Packs the tested site with its checksums and its bill of materials, and audits what it is built with.

`make release` and `make audit` call it.
"""

from checks import TOP

ROOT = TOP
"""The top folder of this repository."""
