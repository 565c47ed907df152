"""From the text of an answer, or of a gold, to its values."""
