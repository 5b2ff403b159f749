"""One HTML file that needs nothing else: a report that Python writes, and, over it, a screen with the engine inside."""
