"""What an answer can be: trees of mathematics, units, and the values they come to."""
