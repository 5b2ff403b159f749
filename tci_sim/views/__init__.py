"""What is said of results, for those who read it."""
