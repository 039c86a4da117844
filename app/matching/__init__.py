"""A file of one's own becomes a tour: the call, the pages, and what they share."""
