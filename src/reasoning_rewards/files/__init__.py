"""Files of completions: read in any common form, scored in parts, written whole."""
