"""Reports from the field: anyone may tell of a broken bench or a closed path; officers look before it is told on."""
