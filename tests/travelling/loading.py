"""Load a file as trainers do: under a name they make up, with or without an entry in sys.modules."""

import importlib.util
import sys


def load(name, file, *, listed=True):
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    if listed:
        sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
