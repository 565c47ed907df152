"""The parts that the training scripts beside this folder share; each file can be read on its own.

tiny/         what only the CPU demo needs: its problems, solutions, model, evaluation and report
sources/      problems to train and to measure on: data sets, your own files, puzzles made here
grading       right or wrong, by another reader than the rewards'
evaluation    pass@1, votes, length, steps: what a model can do, and the gain with its interval
curves        what was earned and what taught nothing while GRPO trained, as PNG
outcome/      report.md and report.html, a sheet to rate blind, the best solution of every problem
statistics    Wilson intervals, bootstrap over problems, the interval of a mean over families, paired gaps
stages        what is finished is not done twice, what was stopped goes on
callbacks     one tidy progress bar per stage; Ctrl-C ends a stage and keeps what was learnt
options       the command line, the user's own rewards, the run's folder
environment   what is set before torch is imported, and why
"""
