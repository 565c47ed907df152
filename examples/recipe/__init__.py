"""The parts that the training scripts beside this folder share; each file can be read on its own.

problems      word problems in named families, and which split a problem belongs to
traces        solutions to learn the form from: good, sloppy, guessed, badly formatted
tiny_model    a small Qwen3 from its config, a tokenizer from the task's own text, a chat template
generate      completions of held-out problems, greedy or sampled
samples       what was written there, read and judged without the library
statistics    Wilson intervals, the interval of a mean over families, paired gaps
stages        what is finished is not done twice, what was stopped goes on
callbacks     one tidy progress bar per stage; Ctrl-C ends a stage and keeps what was learnt
options       the command line, the user's own rewards, the run's folder
report        the lines at the end, and report.md
pictures      the picture in it
environment   what is set before torch is imported, and why
"""
