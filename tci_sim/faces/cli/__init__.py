"""What the commands ask, and where they keep what they are answered."""
