"""What is seen of the world each month: reads the world, never writes it."""
