"""What is said of results: tables, sentences and pictures."""
