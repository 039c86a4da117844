"""What a load test of the service is made of: a client, servers to aim at, phases."""
