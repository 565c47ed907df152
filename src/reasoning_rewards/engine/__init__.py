"""Processes: work that may run away is done where it can be stopped."""
