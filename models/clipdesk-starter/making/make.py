"""Make the starter model from raw data, all of it in one command that can be broken off and given again.

usage: make.py CLONES_DIR RAW_DIR DATA_DIR --captions FILE.txt.xz [--exclude LIST] [--wordnet DIR] [--model FOLDER]
               [--recipe FILE] [--until STAGE] [--list]

CLONES_DIR holds clones of the repositories in sources.json (gather.py --list names them), the file of captions one a
line; RAW_DIR and DATA_DIR are filled. The stages and their settings stand in recipe.json. A stage that ended well
leaves DATA_DIR/done/STAGE and is not run again while that file is there; the trainings go on from their own
checkpoints.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def in_order(stages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stages as listed. Raises SystemExit where one needs a stage that does not stand before it."""
    before: set[str] = set()
    for stage in stages:
        if missing := set(stage.get("needs", ())) - before:
            raise SystemExit(
                f"the stage {stage['name']} needs {', '.join(sorted(missing))}, which no stage before it is"
            )
        before.add(stage["name"])
    return stages


def run(stage: dict[str, Any], values: dict[str, str], data: Path) -> None:
    """Run one stage. Raises SystemExit where its command fails."""
    script, *arguments = (part.format(**values) for part in stage["command"])
    command = [sys.executable, str(HERE / script), *arguments]
    output = data / stage["prints"] if "prints" in stage else None
    if output is None:
        result = subprocess.run(command, check=False)
    else:
        with output.open("w", encoding="utf-8") as printed:
            result = subprocess.run(command, stdout=printed, check=False)
    if result.returncode:
        raise SystemExit(f"the stage {stage['name']} ended with {result.returncode}; put it right and run this again")


def main() -> None:
    """Run what is not done yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clones", type=Path)
    parser.add_argument("raw", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--captions", type=Path, required=True)
    parser.add_argument("--exclude", type=Path, default=HERE / "repeats.txt")
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--model", type=Path, help="the folder that gets the model (default: DATA_DIR/model)")
    parser.add_argument("--recipe", type=Path, default=HERE / "recipe.json")
    parser.add_argument("--until", metavar="STAGE")
    parser.add_argument("--list", action="store_true", help="say what is done, and run nothing")
    options = parser.parse_args()
    stages = in_order(json.loads(options.recipe.read_text(encoding="utf-8"))["stages"])
    if options.until and options.until not in (known := [stage["name"] for stage in stages]):
        raise SystemExit(f"no stage is called {options.until}; they are {', '.join(known)}")
    values = {name: str(path.absolute()) for name, path in vars(options).items() if isinstance(path, Path)}
    values.setdefault("model", str((options.data / "model").absolute()))
    done = options.data / "done"
    if not options.list:
        done.mkdir(parents=True, exist_ok=True)
    for stage in stages:
        stamp = done / stage["name"].replace(" ", "-")
        print(f"{stage['name']}: {'done' if stamp.exists() else 'to do'}", flush=True)
        if not options.list and not stamp.exists():
            run(stage, values, options.data)
            stamp.touch()
        if stage["name"] == options.until:
            break


if __name__ == "__main__":
    main()
