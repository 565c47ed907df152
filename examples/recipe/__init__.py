"""The parts that the training scripts beside this folder share; each file can be read on its own.

problems      word problems in named families, and which split a problem belongs to
traces        solutions to learn the form from: good, sloppy, guessed, badly formatted
tiny_model    a small Qwen3 from its config, a tokenizer from the task's own text, a chat template
evaluate      generating for held-out problems, and reading the answers without the library
statistics    Wilson intervals, the interval of a mean over families, paired gaps
callbacks     one tidy progress bar per stage; Ctrl-C ends a stage and keeps what was learnt
options       the command line, the user's own rewards, the run's folder
report        report.md and the pictures
quiet         what is silenced, and why
"""
