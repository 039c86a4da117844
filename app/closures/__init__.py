"""Closures and diversions: drawn by officers, in force at once, with no rebuild of the dataset."""
