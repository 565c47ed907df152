"""`Layout.of` on the endings of the chat templates people train with.

The templates here are as small as can be and end like the named models' own. Where TRL ships the
real ones, they are asked too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reasoning_rewards.errors import SettingError
from reasoning_rewards.text.layout import ANY, Boxed, Layout, Tag

TURNS = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
DEFAULT_SYSTEM = "{% if messages[0].role != 'system' %}<|im_start|>system\nYou are %s<|im_end|>\n{% endif %}"
START = "{% if add_generation_prompt %}<|im_start|>assistant\n"
EMPTY = r"<think>\n\n</think>\n\n"
OFF = "{% if enable_thinking is defined and enable_thinking is false %}{{ '" + EMPTY + "' }}{% endif %}"
OFF_ELSE_OPEN = OFF.replace("{% endif %}", r"{% else %}{{ '<think>\n' }}{% endif %}")
DEEPSEEK = (
    "{% for m in messages %}{% if m.role == 'user' %}<｜User｜>{{ m.content }}{% else %}<｜Assistant｜>"
    "{{ m.content }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<｜Assistant｜><think>\\n' }}{% endif %}"
)
CONTENTS = "{% for m in messages %}{{ m.content }}{% endfor %}{% if add_generation_prompt %}%s{% endif %}"
HARMONY = (
    "{% for m in messages %}<|start|>{{ m.role }}<|message|>{{ m.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|start|>assistant{% endif %}"
)

MODEL, PROMPT = Tag("think"), Tag("think", opened_by="prompt")
ENDINGS = {
    "Qwen3": (TURNS + START + OFF + "{% endif %}", {}, MODEL),
    "Qwen3, thinking off": (TURNS + START + OFF + "{% endif %}", {"enable_thinking": False}, None),
    "Qwen3-Instruct-2507": (TURNS + START + "{% endif %}", {}, MODEL),
    "Qwen3.5": (TURNS + START + OFF_ELSE_OPEN + "{% endif %}", {}, PROMPT),
    "Qwen3.5, thinking off": (
        TURNS + START + OFF_ELSE_OPEN + "{% endif %}",
        {"enable_thinking": False},
        None,
    ),
    "DeepSeek-R1-Distill": (DEEPSEEK, {}, PROMPT),
    "Qwen2.5": (DEFAULT_SYSTEM.replace("%s", "Qwen") + TURNS + START + "{% endif %}", {}, MODEL),
    "SmolLM2": (DEFAULT_SYSTEM.replace("%s", "SmolLM") + TURNS + START + "{% endif %}", {}, MODEL),
    "Unsloth's notebook": (
        CONTENTS.replace("%s", "<start_working_out>"),
        {},
        Tag("start_working_out", opened_by="prompt", closing="<end_working_out>"),
    ),
}


class Tokenizer:
    """As much of a tokenizer as is asked."""

    def __init__(self, chat_template, **fields):
        self.chat_template = chat_template
        self.__dict__.update(fields)

    def apply_chat_template(self, messages, *, tokenize, add_generation_prompt, **kwargs):
        assert tokenize is False
        template = pytest.importorskip("jinja2").Environment().from_string(self.chat_template)
        return template.render(messages=messages, add_generation_prompt=add_generation_prompt, **kwargs)


def real_tokenizer(chat_template):
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    from tokenizers import Tokenizer as Fast
    from tokenizers.models import WordLevel

    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=Fast(WordLevel({"?": 0}, unk_token="?")),
        chat_template=chat_template,
        bos_token="<s>",
        eos_token="</s>",
    )


@pytest.mark.parametrize("tokenizer", [Tokenizer, real_tokenizer])
@pytest.mark.parametrize("model", ENDINGS)
def test_who_opens_the_thinking(model, tokenizer):
    template, kwargs, think = ENDINGS[model]
    found = Layout.of(tokenizer(template), chat_template_kwargs=kwargs)
    assert found == Layout(think=think, answer=ANY.answer)


@pytest.mark.parametrize("tokenizer", [Tokenizer, real_tokenizer])
def test_channels_need_a_response_parser(tokenizer):
    with pytest.raises(SettingError, match="channels"):
        Layout.of(tokenizer(HARMONY))


def test_parsed_channels_leave_the_answer():
    parsing = Tokenizer(HARMONY, response_schema={"type": "object"})
    assert Layout.of(parsing, answer=Boxed()) == Layout(think=None, answer=Boxed())


def test_another_tag_may_be_named():
    template = CONTENTS.replace("%s", "<scratchpad>")
    assert Layout.of(Tokenizer(template), think=Tag("scratchpad"), answer=Boxed()).think == Tag(
        "scratchpad", opened_by="prompt"
    )
    assert Layout.of(Tokenizer(TURNS + START + "{% endif %}"), think=Tag("scratchpad")).think == Tag(
        "scratchpad"
    )


def test_a_speakers_tag_is_not_thinking():
    assert Layout.of(Tokenizer(CONTENTS.replace("%s", "<assistant>"))).think == Tag("think")


@pytest.mark.parametrize(
    ("tokenizer", "message"),
    [
        (Tokenizer(None), "no chat template"),
        (object(), "expected a tokenizer"),
        (None, "expected a tokenizer"),
    ],
)
def test_no_template_no_layout(tokenizer, message):
    with pytest.raises(SettingError, match=message):
        Layout.of(tokenizer)


def test_a_real_tokenizer_without_a_template():
    with pytest.raises(SettingError, match="no chat template"):
        Layout.of(real_tokenizer(None))


SHIPPED = {
    "qwen3": (MODEL, None),
    "qwen3_instruct_2507": (MODEL, MODEL),
    "qwen3_5_think": (PROMPT, None),
    "qwen3_5_nothink": (None, None),
    "deepseek_r1_distill": (PROMPT, PROMPT),
    "deepseekv3": (PROMPT, PROMPT),
    "nemotron_3_nano": (PROMPT, None),
    "glm4moe": (MODEL, None),
    "qwen2_5": (MODEL, MODEL),
    "llama3": (MODEL, MODEL),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_templates_that_trl_ships(name):
    trl = pytest.importorskip("trl", reason="trl is not installed")
    path = Path(trl.__file__).parent / "chat_templates" / f"{name}.jinja"
    if not path.exists():
        pytest.skip(f"this TRL has no {path.name}")
    tokenizer = real_tokenizer(path.read_text(encoding="utf-8"))
    on, off = SHIPPED[name]
    assert Layout.of(tokenizer).think == on
    assert Layout.of(tokenizer, chat_template_kwargs={"enable_thinking": False}).think == off
