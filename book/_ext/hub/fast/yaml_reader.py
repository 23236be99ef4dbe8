"""Reads front matter with the parser written in C.

MyST-NB and MyST-Parser each read the front matter of a page, once or twice, by `yaml.safe_load`, which
takes PyYAML's parser in Python although the one in C is installed, builds the same values from the
same text and is about eight times as fast.

Holds for PyYAML 6, MyST-NB 1 and MyST-Parser 3.
"""

from __future__ import annotations

import yaml


def read_yaml_in_c() -> None:
    """Let `yaml.safe_load` use the parser in C, where PyYAML was built with it."""
    yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
