"""The officers' desk: where facilities are missing, where the next should go, how healthy networks and routes are.

``coverage`` finds gaps, ``context`` says what they mean to people, ``evidence`` whether they are gaps at all,
``siting`` where the next facility should go, ``health`` what is wrong with the network, ``quality`` how good named
routes are, and ``comparison`` what changed between two datasets. Modules are imported by name: some compile searches.
"""
