"""Answers: from the text of an answer to a value, and from two values to a verdict."""
