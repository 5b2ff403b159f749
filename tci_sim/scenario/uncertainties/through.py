"""What parameters of several subjects act through, and the source of those that are assumed."""

MODEL = "assumed in the model's design; kept wide"
TOOLS = "improvement.training or culture.peers"
IMPROVEMENT = ("improvement.time", TOOLS, "world.improving.speed")
CONSIDERING = ("world.choice.consider_rate or world.rivalry.exit_loss",)
