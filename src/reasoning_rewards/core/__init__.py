"""The algebra: rewards as values, columns of verdicts, composition."""
