"""What trees come to: exactly, and at points."""
