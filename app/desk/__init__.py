"""The officers' desk on the web: where facilities are missing, what would help, how healthy network and routes are."""
