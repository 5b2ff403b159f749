"""Published models as corners of the engine: their scenarios are run as any other, and held against their figures."""
