"""Shared fixtures. No test touches the home directory's Prefect profile or database."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Set before anything imports Prefect, which reads its environment once.
_PREFECT_HOME = tempfile.mkdtemp(prefix="prefect-home-")
atexit.register(shutil.rmtree, _PREFECT_HOME, ignore_errors=True)
os.environ["PREFECT_HOME"] = _PREFECT_HOME
os.environ.pop("PREFECT_API_URL", None)
os.environ.pop("PREFECT_PROFILE", None)

ROOT = Path(__file__).resolve().parent.parent
HOOKS = Path(__file__).resolve().parent / "hooks"
sys.path.insert(0, str(HOOKS))


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the target of a reader that does what its document says (see tests/hooks)."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HOOKS), str(ROOT)]))
    return "misbehaving_reader:extract"


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[str]:
    """Run flows against a temporary Prefect server, whose API address this is.

    Once a session: it takes ten seconds.
    """
    from flows.settings import prepare_prefect

    prepare_prefect()
    from prefect.settings import get_current_settings
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield str(get_current_settings().api.url)
