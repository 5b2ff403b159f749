"""The claims of the founding text of Total Customer Integration: what carries each, how it is tested, what came out."""
