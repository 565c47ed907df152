"""Where problems come from: a name such as ``gsm8k`` or ``local:my_rows.jsonl`` in, plain rows out.

=====================  ========================================================================  ========
``gsm8k``              openai/gsm8k, grade-school word problems                                   train, eval
``math``               DigitalLearningGmbH/MATH-lighteval, competition mathematics                train, eval
``math500``            HuggingFaceH4/MATH-500, 500 of them to measure on                          eval
``dapo``               open-r1/DAPO-Math-17k-Processed (en), whole-number answers                 train, eval*
``openr1``             open-r1/OpenR1-Math-220k, with R1's traces for `load_traces`               train, eval*
``aqua``               deepmind/aqua_rat (raw), five options each                                 train, eval
``puzzles``            made here: who is taller, who tells the truth; Yes or No                   train, eval
``stories``            made here: word problems of one to three sums, in five families             train, eval
``stories:tune``       the same, measured on problems to choose settings by                       train, eval
``stories:unseen``     the same, measured on a sixth family that nobody trains on                 train, eval
``local:FILE``         your JSON lines: question/answer, prompt/answer or problem/solution        as it is
``local:NAME:FILE``    your JSON lines in the columns of that source, such as ``local:gsm8k:FILE``  as it is
=====================  ========================================================================  ========

\\* has no test split of its own: one problem in fifty, by a hash of its text, is held out and never trained on.

MATH and MATH-500 come from competitions whose owner had the original copy taken down from the hub in
January 2025; prefer GSM8K and DAPO to train on.

A row is a plain dictionary::

    {"id": "gsm8k-train-17", "task": "math" | "number" | "choice" | "puzzle",
     "question": "Tom has ...", "answer": "72", "prompt": [{"role": "user", "content": "Tom has ..."}],
     ... and what the source knows besides: "steps", "options", "level"}

load_rows       the rows of one source
load_traces     solved rows to imitate: prompt and completion, for SFT
audit_golds     leaves out, by name, the rows whose gold no reward can read
refuse_overlap  stops where a problem to measure on is also trained on
longest_first   puts the longest prompts first, so that memory runs out in the first minute or not at all
"""

from recipe.sources.checks import audit_golds, longest_first, refuse_overlap, without_overlap
from recipe.sources.rows import Row, load_rows
from recipe.sources.traces import load_traces
from recipe.sources.wording import instruction, written

__all__ = [
    "Row",
    "audit_golds",
    "instruction",
    "load_rows",
    "load_traces",
    "longest_first",
    "refuse_overlap",
    "without_overlap",
    "written",
]
