"""What the tests of this SDK share. They stand in no prototype: the manifest is that of the examples of the SDK for Rust."""

import os
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[2]

os.chdir(PLUGINS / "sdk-rust" / "service")
