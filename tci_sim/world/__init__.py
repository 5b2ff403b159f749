"""Who lives in the model: the value network, customers, members, firms, and the month they run."""
