"""What came of a run, from what lies in its folder: for people, for a blind rating, for the next training.

    python -m recipe.outcome runs/qwen3_t4/seed0                  # from examples/: write everything anew
    python -m recipe.outcome runs/qwen3_t4/seed0 --ratings ab_sheet.csv   # open a sheet that was filled in

reads    before.json, after.json, completions_before.jsonl, completions_after.jsonl, GRPO_log.json,
         GRPO/completions.jsonl, data.json, times.json, options.json, results.json; all but the first two
         may be missing, and the report then says less
writes   report.md, report.html (one file, nothing loaded from anywhere), curves.png, ab_sheet.csv and
         ab_key.json, best_traces.jsonl (of training problems: SFT may use them), best_answers.jsonl (of
         the evaluation's: it may not)
"""

from recipe.outcome.found import Found, read_folder
from recipe.outcome.write import write_outcome

__all__ = ["Found", "read_folder", "write_outcome"]
