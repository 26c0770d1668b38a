"""Compare choices of the image tower's training: short runs from nothing, one change each.

usage: compare.py DATA_DIR OUT_DIR [--minutes N] [--only NAME ...]

Each run gets a folder of its own in OUT_DIR and as much processor time as the others, evaluations apart; one that was
broken off goes on, one that is done is not run again. Prints a table of top-1 accuracies over each set's names, of
2,000 pictures at most: two points apart is no difference.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from train_image_tower import LAST_SAMPLES

RUNS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "AdamW for the blocks too": {"muon": False},
    "Muon at half its rate": {"matrix_rate": 0.5},
    "Muon at twice its rate": {"matrix_rate": 2.0},
    "Muon at four times its rate": {"matrix_rate": 4.0},
    "half of the patches, drawn anew each time": {"kept": 0.5},
    "96 px from the start": {"first_size": 96},
    "64 px nearly to the end": {"early_size": 64},
    "112 px from the start": {"first_size": 112, "early_size": 112},
    "patches of 16 px without convolutions": {"stem": "patch"},
    "width 192": {"width": 192},
    "4 blocks": {"layers": 4},
    "no maps": {"guide_weight": 0.0},
    "true labels only, where known": {"label_share": 1.0},
    "image teacher's names as much as true labels": {"label_share": 0.5},
    "no captions": {"caption_weight": 0.0},
    "no neighbourhoods of nouns": {"noun_weight": 0.0},
    "names as they are, no other words": {"wider_share": 0.0},
    "no pictures mixed": {"mixed_share": 0.0},
    "no changes of colour": {"colour": False},
    "crops of a tenth and more": {"smallest": 0.1},
    "half of the pictures": {"pictures": 0.5},
    "no further pools": {"pools": False},
}


def main() -> None:
    """Run what is missing, then print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--only", nargs="+", choices=RUNS, default=list(RUNS), metavar="NAME")
    options = parser.parse_args()
    script = Path(__file__).with_name("train_image_tower.py")
    last = {}
    for name in options.only:
        folder = options.out / name.replace(" ", "-").replace(",", "").replace("'", "")
        log = folder / "log.jsonl"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        if not lines or "eval_sea" not in lines[-1]:
            command = [sys.executable, script, options.data, folder, "--minutes", str(options.minutes)]
            subprocess.run([*command, "--settings", json.dumps(RUNS[name])], check=True)
            lines = log.read_text(encoding="utf-8").splitlines()
        last[name] = json.loads(lines[-1])
    print("| change | steps |", " | ".join(pack.removeprefix("eval_") for pack in LAST_SAMPLES), "|")
    print("|---|---|" + "---|" * len(LAST_SAMPLES))
    for name, line in last.items():
        print(f"| {name} | {line['step']} |", " | ".join(f"{100 * line[pack]:.1f}" for pack in LAST_SAMPLES), "|")


if __name__ == "__main__":
    main()
