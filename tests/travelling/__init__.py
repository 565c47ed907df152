"""What users write, sent into other processes."""
