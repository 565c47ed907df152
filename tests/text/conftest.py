"""Settings of the text layer's tests."""

from __future__ import annotations

from hypothesis import settings

# No deadline: a busy machine is not a failing law. What a text costs is counted in test_linear.py.
settings.register_profile("text", deadline=None)
settings.load_profile("text")
