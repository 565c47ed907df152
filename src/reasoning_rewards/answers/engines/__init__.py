"""What the last rung asks of worker processes."""
