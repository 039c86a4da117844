"""The officers' desk on the web."""
