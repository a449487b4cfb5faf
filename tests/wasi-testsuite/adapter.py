"""Lets the runner of the public wasi-testsuite drive the lab's sandbox: the test program beside this file runs one component."""

import os
from typing import Dict, List, Optional, Tuple


def get_name() -> str:
    return "fieldlab"


def get_version() -> str:
    return os.environ["FIELDLAB_VERSION"]


def get_wasi_versions() -> List[str]:
    """The lab runs components: there is nothing in it for the core modules of wasip1."""
    return ["wasm32-wasip3"]


def get_wasi_worlds() -> List[str]:
    return ["wasi:cli/command", "wasi:http/service"]


def get_timeout_seconds() -> float:
    """A component is compiled first, on a machine that may be busy."""
    return 60.0


def compute_argv(
    test_path: str,
    args_env_root: Tuple[List[str], Dict[str, str], Optional[str]],
    proposals: List[str],
    wasi_world: str,
    wasi_version: str,
) -> List[str]:
    """Arguments, environment and folder are not passed on: the lab has no way to give them to a guest."""
    return [os.environ["FIELDLAB_RUNTIME"], "run", test_path]
