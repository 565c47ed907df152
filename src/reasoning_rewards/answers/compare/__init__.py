"""Is this answer the gold? The ladder, rung by rung, in this process."""
