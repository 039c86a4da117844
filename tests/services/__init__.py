"""The real services of a deployment, each started for the tests in a folder of its own: PostgreSQL, Redis, nginx."""
