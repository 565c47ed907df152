"""What a run leaves behind, and the proof that it is what was trained."""

import json

import pytest

pytest.importorskip("torch", reason="adapters are saved by torch and peft")
pytest.importorskip("trl", reason="the recipe trains with TRL")

import torch

from recipe import export
from recipe.export import greedy, prove, save_adapter, save_gguf, save_merged, verdict
from recipe.machine import Machine
from recipe.models import load, load_saved
from recipe.sampling import complete

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own
MACHINE = Machine("trl")
ROWS = [{"prompt": [{"role": "user", "content": f"How many is {n} + 4?"}]} for n in (3, 30)]


@pytest.fixture
def trained(tiny):
    """A model whose adapter says something."""
    model, tokenizer = load(MACHINE, tiny, max_length=128, lora_rank=4, lora_alpha=8)
    torch.manual_seed(0)
    for name, weights in model.named_parameters():
        if "lora_B" in name:
            weights.data.normal_(std=0.1)
    return model, tokenizer


def test_a_fresh_process_writes_what_the_trained_model_wrote(trained, tmp_path):
    save_adapter(*trained, tmp_path / "adapter")
    here = greedy(*trained, ROWS, export.proof_tokens(128))
    assert here["trained"] != here["base"]
    assert prove(tmp_path, MACHINE, here, ROWS, 128) == {
        "rows": 2,
        "same_as_trained": 2,
        "other_than_base": 2,
    }


def test_another_adapter_than_the_trained_one_is_found_out(trained, tmp_path):
    model, tokenizer = trained
    save_adapter(model, tokenizer, tmp_path / "adapter")
    for name, weights in model.named_parameters():
        if "lora_B" in name:
            weights.data.neg_()
    here = greedy(model, tokenizer, ROWS, export.proof_tokens(128))
    with pytest.raises(SystemExit, match="what was saved is not what was trained"):
        prove(tmp_path, MACHINE, here, ROWS, 128)


def test_the_merged_model_needs_no_adapter(trained, tiny, tmp_path):
    from transformers import AutoModelForCausalLM

    model, tokenizer = trained
    save_adapter(model, tokenizer, tmp_path / "adapter")
    save_merged(model, tokenizer, MACHINE, tmp_path / "adapter", tmp_path / "merged")
    ids = tokenizer("How many?", return_tensors="pt")["input_ids"]
    whole = AutoModelForCausalLM.from_pretrained(tmp_path / "merged", dtype=torch.float32)
    model.eval()
    with torch.no_grad():
        assert torch.allclose(whole(ids).logits, model(ids).logits, atol=1e-4)
    assert (tmp_path / "merged" / "tokenizer.json").is_file()


def test_a_saved_adapter_is_loaded_with_its_model(trained, tmp_path):
    model, tokenizer = trained
    save_adapter(model, tokenizer, tmp_path / "adapter")
    told = {"samples": 1, "temperature": 0.0, "seed": 0, "max_new_tokens": 8, "label": "test"}
    loaded, its_tokenizer = load_saved(MACHINE, tmp_path / "adapter", max_length=128)
    assert complete(loaded, its_tokenizer, ROWS, **told) == complete(model, tokenizer, ROWS, **told)
    with pytest.raises(SystemExit, match=r"no adapter_config\.json"):
        load_saved(MACHINE, tmp_path, max_length=128)


def test_an_untrained_adapter_is_refused(tiny, tmp_path):
    model, tokenizer = load(MACHINE, tiny, max_length=128, lora_rank=4, lora_alpha=8)
    with pytest.raises(SystemExit, match="every lora_B is zero"):
        save_adapter(model, tokenizer, tmp_path / "adapter")


def test_the_verdict():
    here = {"trained": ["a", "b"], "base": ["a", "c"]}
    assert verdict(here, ["a", "b"]) == {"rows": 2, "same_as_trained": 2, "other_than_base": 1}
    with pytest.raises(SystemExit, match="1 of 2 greedy completions otherwise"):
        verdict(here, ["a", "c"])
    with pytest.raises(SystemExit, match="changes nothing that shows"):
        verdict({"trained": ["a"], "base": ["a"]}, ["a"])


def test_the_verdict_in_16_bits_allows_what_rounding_does():
    here = {"trained": ["a", "b", "c", "d"], "base": ["w", "x", "y", "z"]}
    assert verdict(here, ["a", "b", "c", "r"], exact=False)["same_as_trained"] == 3
    with pytest.raises(SystemExit, match="3 of 4 greedy completions otherwise"):
        verdict(here, ["a", "x", "y", "z"], exact=False)
    with pytest.raises(SystemExit, match="1 of 4"):
        verdict(here, ["a", "b", "c", "r"])


def test_gguf_is_guarded(trained, tmp_path, monkeypatch):
    assert "only --backend unsloth" in save_gguf(*trained, tmp_path / "gguf")
    model, tokenizer = trained
    monkeypatch.setattr(model, "save_pretrained_gguf", None, raising=False)
    monkeypatch.setattr(export.shutil, "which", lambda tool: None if tool == "cmake" else "/usr/bin/tool")
    assert save_gguf(model, tokenizer, tmp_path / "gguf") == "not written: building llama.cpp needs cmake"


def test_what_the_proof_is_told_is_plain(trained, tmp_path):
    """So that anyone can run it again by hand."""
    save_adapter(*trained, tmp_path / "adapter")
    prove(tmp_path, MACHINE, greedy(*trained, ROWS, 64), ROWS, 128)
    asked = json.loads((tmp_path / "reload.json").read_text())
    assert asked["rows"] == ROWS
    assert (asked["backend"], asked["max_new_tokens"]) == ("trl", 64)
