"""The examples are scripts beside a package of their own; scripts find it, tests have to be told."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
