"""Named routes: LF routes, long-distance paths and themed routes, each with a page, a file and parts to plan along."""
