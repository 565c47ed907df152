"""What is said before anything heavy is imported, and to whom."""

import subprocess

import pytest

from recipe import environment, machine

GOOD = {
    "trl": {
        "torch": "2.13.0+cpu",
        "transformers": "5.23.0",
        "trl": "1.16.0",
        "peft": "0.21.2",
        "datasets": "5.2.0",
        "accelerate": "1.15.0",
    },
    "unsloth": {
        "unsloth": "2026.10.9",
        "unsloth_zoo": "2026.10.9",
        "torch": "2.13.0",
        "transformers": "5.17.0",
        "trl": "1.15.0",
        "peft": "0.21.2",
        "datasets": "4.8.5",
        "accelerate": "1.15.0",
    },
}
T4_SET = {
    **GOOD["unsloth"],
    "torch": "2.9.0",
    "transformers": "4.56.2",
    "trl": "0.22.2",
    "vllm": "0.11.2",
    "bitsandbytes": "0.50.2",
    "torchao": "0.17.0",
}
T4 = ("Tesla T4", (7, 5), 15.0)
NONE = (None, None, None)


@pytest.fixture
def pretend(monkeypatch):
    """A machine with these packages and this card."""

    def be(packages, card=NONE, system="Linux", processor="x86_64"):
        def version(name):
            if name not in packages:
                raise machine.metadata.PackageNotFoundError(name)
            return packages[name]

        monkeypatch.setattr(machine.metadata, "version", version)
        monkeypatch.setattr(machine, "nvidia", lambda: card)
        monkeypatch.setattr(machine.platform, "system", lambda: system)
        monkeypatch.setattr(machine.platform, "machine", lambda: processor)
        monkeypatch.delenv("ACCELERATE_MIXED_PRECISION", raising=False)

    return be


def test_the_tested_sets_pass_without_a_word(pretend, capsys):
    for backend, packages in GOOD.items():
        pretend(packages)
        found = machine.check(backend, bits4=False)
        assert (found.dtype, found.bits4, found.vllm) == ("float32", False, False)
    pretend(T4_SET, T4)
    found = machine.check("unsloth", bits4=True)
    assert (found.dtype, found.bits4, found.vllm) == ("float16", True, True)
    assert capsys.readouterr().err == ""


def test_the_pins_above_are_those_of_the_files():
    for backend, file in [("trl", "trl"), ("unsloth", "unsloth-cpu")]:
        pins = machine.pins(file)
        assert {name: machine.bare(version) for name, version in GOOD[backend].items()} == {
            name: pins[name] for name in GOOD[backend]
        }
    assert machine.pins("colab-t4").items() <= T4_SET.items() | {
        ("math-verify", "0.9.0"),
        ("matplotlib", "3.11.2"),
        ("google-re2", "1.1.20251105"),
    }


@pytest.mark.parametrize(
    ("backend", "other", "card", "said"),
    [
        (
            "unsloth",
            {"trl": "1.16.0"},
            NONE,
            r"trl 1.16.0: --backend unsloth works up to 1.15.0. make env-unsl",
        ),
        ("unsloth", {"transformers": "5.23.0"}, NONE, "transformers 5.23.0.*up to 5.17.0"),
        ("unsloth", {"datasets": "5.2.0"}, NONE, "datasets 5.2.0"),
        ("unsloth", {"unsloth": "2026.10.8"}, NONE, "without a card"),
        ("trl", {"trl": "0.21.0"}, NONE, "needs 0.22.2 or newer. pip install -r requirements/trl.txt"),
        ("trl", {"trl": "1.15.0"}, NONE, "needs a card"),
    ],
)
def test_a_wrong_version_is_named_with_its_remedy(pretend, backend, other, card, said):
    pretend({**GOOD[backend], **other}, card)
    with pytest.raises(SystemExit, match=said):
        machine.check(backend, bits4=False)


def test_all_missing_packages_are_named_at_once(pretend):
    pretend({"torch": "2.13.0"})
    with pytest.raises(SystemExit, match=r"Not installed: transformers, trl, peft, datasets, accelerate\."):
        machine.check("trl", bits4=False)


def test_another_version_than_the_tested_one_is_said_and_goes_on(pretend, capsys):
    pretend({**GOOD["trl"], "transformers": "5.20.0"})
    machine.check("trl", bits4=False)
    assert "transformers 5.20.0 (5.23.0)" in capsys.readouterr().err


def test_a_t4_with_what_does_not_work_there(pretend):
    for other, said in [
        ({"vllm": "0.31.0"}, "on a T4 use 0.11.2.*--generator plain"),
        ({"torchao": "0.18.0"}, "use torchao<0.18"),
    ]:
        pretend({**T4_SET, **other}, T4)
        with pytest.raises(SystemExit, match=said):
            machine.check("unsloth", bits4=True)
    pretend({name: version for name, version in T4_SET.items() if name != "vllm"}, T4)
    with pytest.raises(SystemExit, match=r"Not installed: vllm.*--generator plain"):
        machine.check("unsloth", bits4=True)
    assert not machine.check("unsloth", bits4=True, vllm=False).vllm


def test_newer_vllm_reads_four_bits_with_its_plugin_alone(pretend, capsys):
    newer = {**GOOD["unsloth"], "vllm": "0.32.0", "bitsandbytes": "0.50.2"}
    pretend(newer, ("NVIDIA L4", (8, 9), 22.0))
    with pytest.raises(SystemExit, match=r"with vllm-bnb-plugin.*--no-4bit.*requirements/unsloth.txt"):
        machine.check("unsloth", bits4=True)
    assert machine.check("unsloth", bits4=False).vllm
    assert not machine.check("unsloth", bits4=True, vllm=False).vllm
    pretend({**newer, "vllm-bnb-plugin": machine.pins("unsloth")["vllm-bnb-plugin"]}, ("L4", (8, 9), 22.0))
    assert machine.check("unsloth", bits4=True).vllm
    assert capsys.readouterr().err == ""


def test_four_bits_without_unsloth_name_the_package_that_no_file_brings(pretend):
    pretend(GOOD["trl"], T4)
    with pytest.raises(SystemExit, match=r"bitsandbytes\. pip install -r requirements/trl.txt bitsandbytes"):
        machine.check("trl", bits4=True)


def test_standby_is_asked_for_with_vllm_alone(monkeypatch):
    monkeypatch.setattr("os.environ", {})
    environment.prepare(hub=True)
    assert "UNSLOTH_VLLM_STANDBY" not in environment.os.environ
    environment.prepare(hub=True, vllm=True)
    assert environment.os.environ["UNSLOTH_VLLM_STANDBY"] == "1"


def test_a_t4_calculates_in_float16_and_nothing_else(pretend, monkeypatch):
    pretend(T4_SET, T4)
    with pytest.raises(SystemExit, match=r"dtype=bfloat16.*7\.5 has no bfloat16"):
        machine.check("unsloth", bits4=True, dtype="bfloat16")
    monkeypatch.setenv("ACCELERATE_MIXED_PRECISION", "bf16")
    with pytest.raises(SystemExit, match="ACCELERATE_MIXED_PRECISION"):
        machine.check("unsloth", bits4=True)


def test_newer_cards_calculate_in_bfloat16(pretend):
    pretend({**GOOD["trl"], "bitsandbytes": "0.50.2"}, ("NVIDIA L4", (8, 9), 22.5))
    found = machine.check("trl", bits4=True)
    assert (found.dtype, found.bits4, found.vllm) == ("bfloat16", True, False)


@pytest.mark.parametrize(
    ("flags", "found"),
    [("avx2 avx512f avx512_bf16", True), ("avx512f amx_bf16", True), ("avx2 avx512f", False), (None, False)],
)
def test_a_processor_says_whether_it_calculates_in_bfloat16(tmp_path, flags, found):
    told = tmp_path / "cpuinfo"
    if flags is not None:
        told.write_text(f"flags\t\t: fpu {flags}\n", "utf-8")
    assert machine.calculates_bfloat16(told) is found


def test_apple_silicon_is_sent_to_trl(pretend):
    pretend(GOOD["unsloth"], system="Darwin", processor="arm64")
    with pytest.raises(SystemExit, match=r"stub.*--backend trl"):
        machine.check("unsloth", bits4=False)
    pretend(GOOD["trl"], system="Darwin", processor="arm64")
    assert machine.check("trl", bits4=False).dtype == "float32"


def test_vllm_that_was_asked_for_and_can_not_be(pretend):
    pretend(GOOD["trl"])
    with pytest.raises(SystemExit, match="no NVIDIA card was found"):
        machine.check("unsloth", bits4=False, vllm=True)
    pretend(GOOD["trl"], T4)
    with pytest.raises(SystemExit, match="the backend is trl"):
        machine.check("trl", bits4=False, vllm=True)


def test_four_bits_without_a_card_are_left_out_aloud(pretend, capsys):
    pretend(GOOD["trl"])
    assert not machine.check("trl", bits4=True).bits4
    assert "4-bit weights need an NVIDIA card" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "visible", "found"),
    [
        ("Tesla T4, 7.5, 15360\n", None, ("Tesla T4", (7, 5), 15.0)),
        ("Tesla T4, 7.5, 15360\nTesla T4, 7.5, 15360\n", None, ("Tesla T4", (7, 5), 15.0)),
        ("", None, NONE),
        ("Tesla T4, 7.5, 15360\n", "-1", NONE),
    ],
)
def test_the_card_is_read_without_torch(monkeypatch, said, visible, found):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible or "")
    if visible is None:
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    monkeypatch.setattr(machine.shutil, "which", lambda name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(
        machine.subprocess,
        "run",
        lambda line, **_: subprocess.CompletedProcess(line, 0 if said else 9, said, ""),
    )
    assert machine.nvidia() == found
    if said.count("\n") == 2:
        assert machine.os.environ["CUDA_VISIBLE_DEVICES"] == "0", "Kaggle's two cards: one is used"
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES")


def test_checking_imports_nothing_heavy():
    code = "import sys, recipe.machine, recipe.options, recipe.smoke; print({'torch', 'trl', 'transformers'} & {*sys.modules})"
    done = subprocess.run(
        [machine.sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=machine.REQUIREMENTS.parent / "examples",
    )
    assert done.stdout.strip() == "set()"
