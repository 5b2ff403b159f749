"""What it means: studies that start runs of their own."""
