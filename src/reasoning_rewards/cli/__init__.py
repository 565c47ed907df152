"""The command line: score, explain and describe."""
