"""The rewards themselves."""
