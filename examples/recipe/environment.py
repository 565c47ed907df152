"""What is set before torch, transformers, datasets and trl are imported, and why: call this first."""

from __future__ import annotations

import os
import warnings


def prepare(*, hub: bool, vllm: bool = False) -> None:
    """Set what the libraries read when they are imported.

    hub: whether models and data may be asked of the hub; without it nobody waits for one.
    vllm: whether vLLM writes the completions.
    """
    if not hub:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # Bars for moments of work (tokenizing, writing a file) would break up the bar of the stage.
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    if not hub:
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    # A thread that waits for the other one may spin or sleep. Spinning is about a quarter faster on an
    # idle machine; beside another busy process it is the difference between slower and stuck.
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 0.5 * (os.cpu_count() or 1):
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # Unsloth: no statistics sent. Its vLLM mode that frees the card's cache while training; without vLLM
    # it would only keep torch from the allocator that fragments least.
    os.environ.setdefault("UNSLOTH_DISABLE_STATISTICS", "1")
    if vllm:
        os.environ.setdefault("UNSLOTH_VLLM_STANDBY", "1")
    # TRL 1.16 asks transformers 5.23 by the old name whether activations are checkpointed.
    warnings.filterwarnings(
        "ignore", message="`is_gradient_checkpointing` is deprecated", category=FutureWarning
    )
