"""The licences of everything that a package of clipdesk brings, taken from a Python environment's own records.

    python packaging/licences.py PREFIX TARGET [FOLDER ...]

PREFIX is a Python environment, each FOLDER one that packages were unpacked into (`pip install --target`). TARGET gets a
folder NAME-VERSION with the texts of each installed distribution, python/ with Python's own, and LICENCES.txt, which
lists them all. A distribution without a text is listed with the name of its licence and its address; where that licence
is one of the standard ones in licence-texts/, its text is put beside it.
Not in there: libraries of the building system that PyInstaller adds (on Linux, Qt's xcb libraries).
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import Distribution, distributions
from pathlib import Path

LIST = "LICENCES.txt"
_STANDARD = Path(__file__).resolve().parent / "licence-texts"
_TEXT = re.compile(r"^(licen[cs]es?|copying|copyright|notice|authors|third.?party|patents)([-_. ].*)?$", re.IGNORECASE)
_CODE = {".py", ".pyi", ".pyc", ".so", ".pyd", ".h", ".json"}
_CLASSIFIER = "License :: OSI Approved :: "
_NAMELESS = re.compile(r"[^A-Za-z0-9._+-]+")


@dataclass(frozen=True)
class Licence:
    """What is known of one distribution. `texts` are relative to the target; empty where none was found."""

    name: str
    version: str
    licence: str
    address: str
    texts: tuple[str, ...]


def collect(python_prefix: Path, target: Path, beside: Sequence[Path] = ()) -> list[Licence]:
    """Copy the licence texts of all that is installed under `python_prefix` into `target`; sorted by name.

    `python_prefix` is the folder of a virtual environment or of a Python; `beside`, further folders with packages.
    `target` is made; what lies in it stays.
    Raises FileNotFoundError where the prefix holds no installed packages.
    """
    folders = _package_folders(python_prefix)
    if not folders:
        raise FileNotFoundError(f"{python_prefix} holds no Python environment (no site-packages).")
    target.mkdir(parents=True, exist_ok=True)
    found: dict[str, Licence] = {}
    for distribution in distributions(path=[str(folder) for folder in (*folders, *beside)]):
        name = distribution.metadata["Name"]
        if name and name.lower() not in found:  # the first on the path is the one that is imported
            found[name.lower()] = _licence_of(distribution, target)
    listed = [_python(python_prefix, target), *(found[name] for name in sorted(found))]
    (target / LIST).write_text(as_text(listed), encoding="utf-8")
    return listed


def as_text(licences: list[Licence]) -> str:
    """The list that a person reads: a paragraph each."""
    head = "clipdesk brings these programs and libraries, each under a licence of its own.\n"
    parts = [head]
    for one in licences:
        lines = [f"{one.name} {one.version}".rstrip(), f"  licence: {one.licence}"]
        if one.address:
            lines.append(f"  address: {one.address}")
        lines += [f"  text:    {text}" for text in one.texts] or ["  text:    none comes with it; see its address"]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _package_folders(prefix: Path) -> list[Path]:
    """Where packages are installed: Unix's and Windows' layout."""
    candidates = [prefix / "Lib" / "site-packages", *sorted((prefix / "lib").glob("python3.*/site-packages"))]
    seen: dict[Path, None] = {}
    for folder in candidates:
        if folder.is_dir():
            seen[folder.resolve()] = None
    return list(seen)


def _licence_of(distribution: Distribution, target: Path) -> Licence:
    # email's Message is what importlib.metadata gives; its own type has fewer names
    metadata = distribution.metadata
    assert isinstance(metadata, Message)
    name, version = str(metadata["Name"]), str(metadata["Version"])
    licence = _name_of_licence(metadata)
    folder = target / _NAMELESS.sub("_", f"{name}-{version}")
    texts = [*_copy(_texts_of(distribution, metadata), folder), *_standard_texts(licence, folder)]
    return Licence(name, version, licence, _address(metadata), tuple(f"{folder.name}/{text}" for text in texts))


def _texts_of(distribution: Distribution, metadata: Message) -> dict[str, Path]:
    """Licence files by the name that they get: those that the metadata names, and those named like one."""
    texts: dict[str, Path] = {}
    declared = {str(value) for value in metadata.get_all("License-File") or []}
    for file in distribution.files or []:
        parts = file.parts
        in_records = parts[0].endswith((".dist-info", ".egg-info"))
        name = "/".join(parts[1:])
        if in_records:
            name = re.sub(r"^(licenses|license_files)/", "", name)
        named = _TEXT.match(parts[-1]) is not None and file.suffix.lower() not in _CODE
        if not (named or (in_records and (name in declared or parts[1:2] == ("licenses",)))):
            continue
        path = Path(str(distribution.locate_file(file)))
        if path.is_file():
            texts["/".join(part for part in name.split("/") if part not in ("", "..", "."))] = path
    return texts


def _copy(texts: dict[str, Path], folder: Path) -> list[str]:
    for name, path in texts.items():
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return sorted(texts)


def _standard_texts(licence: str, folder: Path) -> list[str]:
    """Where a distribution brings no text: the standard ones that the name of its licence asks for.

    The LGPL is an addition to the GPL and refers to it: who gets the one must get the other (LGPL 3, section 4).
    """
    if folder.is_dir():
        return []
    wanted = {"LGPL-3.0", "GPL-3.0"} if "LGPL-3" in licence else {"GPL-3.0"} if "GPL-3" in licence else set()
    return _copy({f"{name}.txt": _STANDARD / f"{name}.txt" for name in wanted}, folder)


def _name_of_licence(metadata: Message) -> str:
    """As it is written in the records: the expression, the classifiers, or the old free text where it is one line."""
    expression = metadata["License-Expression"]
    if expression:
        return str(expression)
    free = str(metadata["License"] or "").strip()
    classified = [str(value) for value in metadata.get_all("Classifier") or [] if str(value).startswith("License ::")]
    if free and free.upper() != "UNKNOWN" and "\n" not in free and len(free) < 120:
        return free
    if classified:
        return "; ".join(value.removeprefix(_CLASSIFIER).removeprefix("License :: ") for value in classified)
    return free.splitlines()[0][:120] if free and free.upper() != "UNKNOWN" else "not named in its records"


def _address(metadata: Message) -> str:
    """The project's page, else its source, else any address in the records."""
    links: dict[str, str] = {}
    for value in metadata.get_all("Project-URL") or []:
        label, _, address = str(value).partition(",")
        links.setdefault(label.strip().lower(), address.strip())
    for label in ("homepage", "home", "source", "source code", "repository", "documentation"):
        if label in links:
            return links[label]
    return str(metadata["Home-page"] or "").strip() or next(iter(links.values()), "")


def _python(prefix: Path, target: Path) -> Licence:
    """Python itself: its licence lies beside its library, or in its folder on Windows."""
    records = _records(prefix / "pyvenv.cfg")
    base = Path(records["home"]) if "home" in records else prefix / "bin"
    base = base.parent if base.name.lower() in ("bin", "scripts") else base
    folders = _package_folders(prefix)
    series = next((folder.parent.name for folder in folders if folder.parent.name.startswith("python3.")), "")
    version = records.get("version") or records.get("version_info") or series.removeprefix("python")
    places = (base / "lib" / series / "LICENSE.txt", base / "LICENSE.txt")
    text = next((path for path in places if path.is_file()), None)
    copied = _copy({"LICENSE.txt": text} if text is not None else {}, target / "python")
    return Licence("Python", version, "PSF-2.0", "https://www.python.org", tuple(f"python/{name}" for name in copied))


def _records(path: Path) -> dict[str, str]:
    """The `key = value` lines of a virtual environment's file; empty where it is none."""
    if not path.is_file():
        return {}
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    return {key.strip().lower(): value.strip() for key, _, value in pairs if value}


def main() -> None:
    """Read the arguments and collect."""
    if len(sys.argv) < 3:
        raise SystemExit(f"Usage: {Path(sys.argv[0]).name} PREFIX TARGET [FOLDER ...]")
    prefix, target, *beside = map(Path, sys.argv[1:])
    found = collect(prefix, target, beside)
    bare = [one.name for one in found if not one.texts]
    print(f"{len(found)} licences; without a text: {', '.join(bare) or 'none'}")


if __name__ == "__main__":
    main()
