"""The contract with trainers."""

collect_ignore = ["tiny.py"]  # no tests in it, and it can't be imported where there is no torch
