"""Settings for the tests: the same limits as in earnest, only shorter, and this machine allowed."""

from __future__ import annotations

import sys

from links.settings import Settings
from tests.servers.bad_web import AUTHORITY

WORKER = (sys.executable, "-m", "tests.servers.worker_with_names")
FAST = Settings(
    threads=100,
    head_seconds=2,
    get_seconds=4,
    pause_seconds=0.02,
    longest_wait=5,
    usual_wait=0.5,
    stuck_seconds=9,
    page_seconds=1,
    ca_file=str(AUTHORITY),
    allow_private=True,
    doi_service="http://doi.test/api/handles",
    well_known_hosts=("fine.test",),
)
