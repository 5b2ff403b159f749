"""What is asked: the scenario's schema, and how scenario files are read."""
