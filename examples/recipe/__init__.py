"""The parts that the training scripts beside this folder share; each file can be read on its own.

What a run is:
run           the stages in the order a script calls them, and the model between them
settings      every number of a recipe by name; a script states its own on top
smoke         the one table of what --smoke changes: sizes and paths
options       the command line, the user's own rewards, the run's folder
stages        what is finished is not done twice, what was stopped goes on

Before anything heavy is imported:
machine       the card, the versions and whether they work together, in errors with a remedy
environment   what is set before torch is imported, and why

Training:
weights       a model out of a GGUF file, your own or out of a package, where no hub is
models        a model with its adapter, by Unsloth or by transformers and PEFT
configure     a trainer's configuration, with what this version lacks left out aloud
train         SFT, then GRPO
alternatives  more SFT, or rejection sampling, for as long as GRPO took
watch         why completions earn what they earn, while they earn it
callbacks     one tidy progress bar per stage; Ctrl-C and NaN end it and keep what was learnt
controls      rewards that say nothing about right and wrong

Data, measuring, what is left:
stories/      word problems made here, for this and for the CPU demo
sources/      problems to train and to measure on: data sets, your own files, puzzles made here
sampling      completions, greedy or sampled, by vLLM or without
grading       right or wrong, by another reader than the rewards'
evaluation    pass@1, votes, length, steps: what a model can do, and the gain with its interval
states        a model as it comes, asked, warmed up, trained: read strictly and leniently
headline      an evaluation in a line, or a table
curves        what was earned and what taught nothing while GRPO trained, as PNG
outcome/      report.md and report.html, a sheet to rate blind, the best solution of every problem
export        adapter, merged model, GGUF, model card, and the proof that the adapter is what was trained
reload        the fresh process of that proof
rows/         rows that come with the scripts: worked solutions, and completions to score
tiny/         what only the CPU demo needs: its problems, solutions, model, evaluation and report
"""
