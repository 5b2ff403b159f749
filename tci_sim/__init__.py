"""Total Customer Integration as an agent-based model: what learning, culture and improvement do, against what firms do otherwise."""

__version__ = "0.1.0"
