"""Published models as corners of the engine: their scenarios are run as any other, and compared with their figures."""
