"""``python -m reasoning_rewards`` is ``reasoning-rewards``."""

import sys

from reasoning_rewards.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
