"""Lay out the pictures that prepare_images.py packs, out of clones of the public repositories that sources.json names.

usage: gather.py CLONES_DIR RAW_DIR [--only FOLDER ...] [--list]

CLONES_DIR holds OWNER/NAME for each repository, a clone of it with its history, bare or not; --list prints which are
needed, and whether they are there. Nothing is downloaded and no program of theirs is run: files are read from git at
the commit named. What is there already in RAW_DIR stays as it is. Of each source in sources.json:
  folder              where its pictures go in RAW_DIR; more/NAME and more2/NAME are pools, listed in pools.json
  repository, commit  where they come from
  take                the paths taken begin with this, which is cut off
  only                a regular expression that the rest of a path must match
  class               a regular expression; the picture goes into a folder named as its first group matches the path; or
                      a table, {"repository", "commit", "file", "picture", "class", "most"}: the picture goes into a
                      folder named as its row says, `most` pictures in each, and without a row it is not taken
  licence             as the repository states it
  labels              for pools: what to call the pictures of a class folder
  captions            for pools: {"file", "picture", "caption"} and perhaps "rows", the name of the list within, or
                      "columns", the names of a .csv's where its first row does not hold them; or "beside", where a .txt
                      of the same name lies beside each picture
  padded              for pools: true where white bars make each picture a square; they are cut off when it is packed
A table is a .csv, .json or .jsonl of rows; of each, the formats "picture" and "caption" or "class" make path and text.
"""

import argparse
import csv
import io
import json
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

Source = dict[str, Any]
SOURCES = Path(__file__).resolve().parent / "sources.json"
PICTURES = {".jpg", ".jpeg", ".png"}


def read(clone: Path, commit: str, prefix: str, ending: re.Pattern[str]) -> Iterator[tuple[str, bytes]]:
    """Files of a commit, and what is in them; those that git lacks are left out.

    Their paths begin with `prefix`, which is cut off, and `ending` matches what is left.
    """
    git = ["git", "-C", str(clone)]
    listing = subprocess.run([*git, "ls-tree", "-r", "-z", commit], capture_output=True, check=True).stdout
    entries = [line.decode("utf-8", "surrogateescape").split("\t", 1) for line in listing.split(b"\0") if line]
    rest = [(head.split()[2], path.removeprefix(prefix)) for head, path in entries if path.startswith(prefix)]
    wanted = [(blob, path) for blob, path in rest if ending.search(path) and safe(path)]
    with subprocess.Popen([*git, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        for blob, path in wanted:
            reader.stdin.write(f"{blob}\n".encode())
            reader.stdin.flush()
            _, kind, *size = reader.stdout.readline().split()
            if kind == b"missing":
                continue
            content = reader.stdout.read(int(size[0]))
            reader.stdout.read(1)
            yield path, content
        reader.stdin.close()


def captions(clones: Path, source: Source, pictures: set[str]) -> dict[str, list[str]]:
    """By a picture's path in its pool, what is written of it."""
    if source["captions"] == "beside":
        files = read(clones / source["repository"], source["commit"], source["take"], re.compile(r"\.txt$"))
        of = {str(PurePosixPath(path).with_suffix("")): content.decode("utf-8").strip() for path, content in files}
        return {path: [of[stem]] for path in pictures if (stem := str(PurePosixPath(path).with_suffix(""))) in of}
    asked = {"repository": source["repository"], "commit": source["commit"], **source["captions"]}
    texts: dict[str, list[str]] = defaultdict(list)
    for row in table(clones, asked):
        texts[asked["picture"].format(**row)].append(asked["caption"].format(**row).strip())
    return {path: written for path, written in texts.items() if path in pictures}


def table(clones: Path, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a .csv, .json or .jsonl file."""
    [(_, content)] = read(clones / asked["repository"], asked["commit"], asked["file"], re.compile("^$"))
    text = content.decode("utf-8")
    if asked["file"].endswith(".csv"):
        return list(csv.DictReader(io.StringIO(text), asked.get("columns")))
    if asked["file"].endswith(".jsonl"):
        return [json.loads(line) for line in text.splitlines()]
    rows: Any = json.loads(text)
    return list(rows[asked["rows"]] if "rows" in asked else rows)


def classes(clones: Path, source: Source) -> Callable[[str], str | None]:
    """What the folder of a picture is to be named, by its path; None where it is not to be taken."""
    asked = source["class"]
    if isinstance(asked, str):
        return lambda path: found[1] if (found := re.search(asked, path)) else None
    of = {asked["picture"].format(**row): asked["class"].format(**row) for row in table(clones, asked)}
    taken: Counter[str] = Counter()

    def name(path: str) -> str | None:
        found = of.get(path)
        if found is None or taken[found] == asked["most"]:
            return None
        taken[found] += 1
        return found

    return name


def safe(path: str) -> bool:
    """Whether a path from a repository stays within the folder it is put in."""
    return not path.startswith("/") and ".." not in PurePosixPath(path).parts


def repositories(source: Source) -> list[str]:
    """Those that a source takes pictures and classes from."""
    asked = source.get("class")
    return [source["repository"], *([asked["repository"]] if isinstance(asked, dict) else [])]


def gather(source: Source, clones: Path, raw: Path) -> None:
    """Write one source's files, in a folder beside its own until all are there."""
    target = raw / source["folder"]
    if target.exists():
        return
    partial = target.with_name(target.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    kept, written = re.compile(source.get("only", "")), set()
    class_of = classes(clones, source) if "class" in source else None
    for rest, content in read(clones / source["repository"], source["commit"], source["take"], kept):
        if source["folder"].startswith("more") and PurePosixPath(rest).suffix.lower() not in PICTURES:
            continue
        path = rest
        if class_of:
            name = class_of(rest)
            if name is None or not safe(name):
                continue
            path = f"{name}/{rest}"
        (partial / path).parent.mkdir(parents=True, exist_ok=True)
        (partial / path).write_bytes(content)
        written.add(path)
    if not written:
        raise SystemExit(f"{source['repository']} has nothing that sources.json asks for at {source['commit']}")
    if "captions" in source:
        texts = json.dumps(captions(clones, source, written), ensure_ascii=False)
        target.with_name(f"{target.name}.captions.json").write_text(texts, encoding="utf-8")
    partial.rename(target)
    print(f"{source['folder']}: {len(written)} files", flush=True)


def list_pools(sources: list[Source], raw: Path) -> None:
    """Write each group's pools.json."""
    groups = defaultdict(list)
    for source in sources:
        group, _, pool = source["folder"].partition("/")
        if group.startswith("more") and (raw / source["folder"]).exists():
            padded = {"padded": True} if source.get("padded") else {}
            groups[group].append({"folder": pool, "labels": source.get("labels", {}), **padded})
    for group, pools in groups.items():
        (raw / group / "pools.json").write_text(json.dumps(pools, ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    """Gather what is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clones", type=Path)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--only", nargs="+", metavar="FOLDER")
    parser.add_argument("--sources", type=Path, default=SOURCES)
    parser.add_argument("--list", action="store_true", help="print the repositories needed, and write nothing")
    options = parser.parse_args()
    sources = json.loads(options.sources.read_text(encoding="utf-8"))
    needed = {repository for source in sources for repository in repositories(source)}
    if options.list:
        for repository in sorted(needed):
            print(repository, "there" if (options.clones / repository).exists() else "missing")
        return
    for source in sources:
        if not options.only or source["folder"] in options.only:
            for repository in repositories(source):
                if not (options.clones / repository).exists():
                    raise SystemExit(f"{repository} is not in {options.clones}: clone it, with its history")
            gather(source, options.clones, options.raw)
    list_pools(sources, options.raw)


if __name__ == "__main__":
    main()
