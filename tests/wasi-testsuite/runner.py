"""Starts the suite's own runner: runner.py SUITE ARGUMENTS...

It is written for Python 3.12, which looks for a value in an enumeration; Debian 12 has 3.11, in which that is an error.
"""

import enum
import sys

suite, *arguments = sys.argv[1:]

if sys.version_info < (3, 12):
    enum.EnumType.__contains__ = lambda members, one: one in [*members.__members__.values(), *members._value2member_map_]

sys.path.insert(0, suite + "/test-runner")
from wasi_test_runner.__main__ import main  # noqa: E402

sys.argv[1:] = arguments
sys.exit(main())
