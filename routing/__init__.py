"""Plans on a dataset: costs, paths, tours, coverage. Pure computation, no web."""
