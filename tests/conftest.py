"""How Hypothesis searches: the same examples every time, so that a red test is red for everybody.

``HYPOTHESIS_PROFILE=explore make unit`` looks at new ones instead, and at many more.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
