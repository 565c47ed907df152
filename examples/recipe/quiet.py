"""What is silenced, and why. Import this before torch, transformers and trl."""

from __future__ import annotations

import logging
import os
import warnings

# Nothing here needs a model hub: ask none, and start without waiting for one.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
# The tokenizer's threads and a forked data loader would quarrel, and it would say so at length.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
