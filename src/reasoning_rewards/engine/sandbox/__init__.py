"""Programs that a model wrote, run behind walls: who may call it, what is closed, and who judges."""
