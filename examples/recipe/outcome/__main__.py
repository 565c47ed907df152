"""``python -m recipe.outcome FOLDER``: write a run's reports anew, or open its blind sheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from recipe import outcome
from recipe.outcome.blind import KEY, open_sheet


def main() -> None:
    parser = argparse.ArgumentParser(
        description=outcome.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="a run's folder, with before.json and after.json")
    parser.add_argument("--ratings", metavar="FILE", help="a rated ab_sheet.csv: say what was preferred")
    asked = parser.parse_args()
    if asked.ratings:
        sheet = Path(asked.ratings)
        sheet = sheet if sheet.exists() else asked.folder / asked.ratings
        print(open_sheet(sheet, asked.folder / KEY))
    else:
        print(outcome.write_outcome(asked.folder))


if __name__ == "__main__":
    main()
