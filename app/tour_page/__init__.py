"""A tour's own page: what lies where, what to take along, what works without a network."""
