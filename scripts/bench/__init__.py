"""The benchmarks: each subcommand a module with ``HELP``, ``add_arguments`` and ``run``."""
