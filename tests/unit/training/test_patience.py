from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from clipdesk.training import process
from clipdesk.training.patience import be_patient, patient
from tests.helpers.runs import small_run


def test_what_the_user_said_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    monkeypatch.delenv("KMP_BLOCKTIME", raising=False)
    be_patient()
    import os

    assert (os.environ["OMP_WAIT_POLICY"], os.environ["KMP_BLOCKTIME"]) == ("ACTIVE", "0")
    monkeypatch.delenv("KMP_BLOCKTIME")


def test_a_run_of_its_own_waits_asleep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {}
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    through = subprocess.Popen

    def noted(*values: object, **named: object) -> object:
        given.update(named["env"])  # type: ignore[call-overload]
        return through([sys.executable, "-c", ""], **{k: v for k, v in named.items() if k != "env"})  # type: ignore

    monkeypatch.setattr(process.subprocess, "Popen", noted)
    process.start(small_run(tmp_path)).close()
    assert patient().items() <= given.items()


def test_torch_is_not_loaded_before() -> None:
    """It would be too late: the threads read their settings when they are loaded."""
    code = "import json, sys; import clipdesk.cli.train; print(json.dumps('torch' in sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) is False


def test_freed_memory_is_kept() -> None:
    """A large block that is freed and asked for again costs no page faults, in a process that was told to keep it."""
    told = (
        "import resource, torch\n"
        "from clipdesk.training.heap import keep_freed_memory\n"
        "faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt\n"
        "def take():\n"
        "    before = faults()\n"
        "    for _ in range(6): torch.empty(20_000_000).fill_(1)\n"
        "    return faults() - before\n"
        "usual = take()\n"
        "kept = keep_freed_memory()\n"
        "take()\n"
        "print(kept, usual, take())\n"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    kept, usual, faults = ran.stdout.split()
    if kept == "False":
        pytest.skip("this C library cannot be told so")
    assert int(faults) < int(usual) / 2  # a page each for 480 MB before
