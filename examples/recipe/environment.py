"""What is set before torch, transformers, datasets and trl are imported, and why: import this first."""

from __future__ import annotations

import os
import warnings

# Nothing here needs a model hub: ask none, and don't wait for one.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
# Bars for moments of work (tokenizing, writing a file) would break up the bar of the stage.
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
# A thread that waits for the other one may spin or sleep. Spinning is about a quarter faster on an idle
# machine; beside another busy process it is the difference between slower and stuck.
if hasattr(os, "getloadavg") and os.getloadavg()[0] > 0.5 * (os.cpu_count() or 1):
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# TRL 1.16 asks transformers 5.23 by the old name whether activations are checkpointed.
warnings.filterwarnings("ignore", message="`is_gradient_checkpointing` is deprecated", category=FutureWarning)
