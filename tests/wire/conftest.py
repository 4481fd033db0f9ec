from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from tests.wire.running import Home

if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # whoever runs the tests in the background has them, and what they start, ignore it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)
