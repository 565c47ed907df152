"""Unsloth in its own environment: make contract-unsloth."""

collect_ignore = ["generate.py"]  # no tests in it, and importing it changes trl for good
