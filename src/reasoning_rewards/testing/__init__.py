"""Tools to test rewards, your own included."""
