"""Ready-made tours for people who would rather choose than plan: planned in a batch, the best that differ kept."""
