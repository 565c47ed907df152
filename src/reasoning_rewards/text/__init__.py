"""Text: message shapes, where thinking and answer stand, and how an answer is found."""
