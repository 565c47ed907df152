"""The CPU demo's own parts: a world of word problems, a small model, and how it is judged.

problems      word problems in named families, and which split a problem belongs to
traces        solutions to learn the form from: good, sloppy, guessed, badly formatted
tiny_model    a small Qwen3 from its config, a tokenizer from the task's own text, a chat template
generate      completions of held-out problems, greedy or sampled
samples       what was written there, read and judged without the library
report        the lines at the end, and report.md
pictures      the picture in it
"""
