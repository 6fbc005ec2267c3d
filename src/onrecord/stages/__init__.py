"""The reading stages: each adds one layer to a reading. Stages do not know each other."""
