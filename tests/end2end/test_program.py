"""The command line with the bundled model, on photographs that scikit-image and scikit-learn install."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result
from PIL import Image

import clipdesk
from clipdesk import settings
from clipdesk.cli.demo import LABELS
from clipdesk.cli.main import program
from clipdesk.data.samples import installed_samples

PHOTOS = {sample.path.name: sample.path for sample in installed_samples()}


def run(*arguments: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture(autouse=True)
def exact_numbers(own_home: Path) -> None:
    """fp32 in every run: what "auto" chooses depends on how busy the computer is."""
    settings.save(settings.Settings(precision="fp32"))


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Two readable pictures, three that are not, and something else."""
    folder = tmp_path / "album"
    folder.mkdir()
    Image.open(PHOTOS["chelsea.png"]).save(folder / "a cat.jpg")
    Image.open(PHOTOS["coffee.png"]).save(folder / "=coffee.png")
    (folder / "empty.jpg").touch()
    (folder / "cut.jpg").write_bytes((folder / "a cat.jpg").read_bytes()[:3000])
    (folder / "script.jpg").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n")
    (folder / "notes.txt").write_text("not a picture")
    return folder


def test_demo_names_what_is_to_be_seen() -> None:
    """Five of the six well-known photographs at least, among the demo's 24 labels."""
    wanted = {"astronaut.png": "astronaut", "chelsea.png": "cat", "coffee.png": "cup of coffee", "rocket.jpg": "rocket",
              "china.jpg": "temple", "flower.jpg": "flower"}  # fmt: skip
    classifier = clipdesk.Classifier(clipdesk.load("starter", precision="fp32"), labels=LABELS)
    results = classifier.classify([PHOTOS[name] for name in wanted])
    right = [result.path.name for result in results if result.predictions[0].label == wanted[result.path.name]]
    assert len(right) >= 5, right


def test_demo_ranks_every_sample(tmp_path: Path) -> None:
    """What the demo prints is what the library finds, for each installed photograph."""
    result = run("demo", "--output", tmp_path)
    assert result.exit_code == 0, result.output
    shown = {line.split()[0]: line for line in result.stdout.splitlines() if line and line.split()[0] in PHOTOS}
    assert shown.keys() == PHOTOS.keys()
    classifier = clipdesk.Classifier(clipdesk.load("starter", precision="fp32"), labels=LABELS)
    assert len(LABELS) >= 20
    for found in classifier.classify(list(PHOTOS.values())):
        best = found.predictions[0]
        assert f" {best.label} " in shown[found.path.name]
        assert f"{best.probability:.1%}" in shown[found.path.name]


def test_demo_writes_its_results(tmp_path: Path) -> None:
    assert run("demo", "--output", tmp_path / "out").exit_code == 0
    lines = (tmp_path / "out" / "demo.jsonl").read_text().splitlines()
    assert len(lines) == len(PHOTOS)
    assert all(json.loads(line)["predictions"] for line in lines)


def test_jsonl_is_the_contract(album: Path) -> None:
    result = run("classify", album, "--labels", "cat,cup of coffee", "--format", "jsonl")
    assert result.exit_code == 3
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["path"]).name for line in lines] == [
        "=coffee.png",
        "a cat.jpg",
        "cut.jpg",
        "empty.jpg",
        "script.jpg",
    ]
    coffee, cat, *faults = lines
    assert set(cat) == {"path", "predictions", "rejected"}
    assert set(cat["predictions"][0]) == {"label", "probability", "cosine"}
    assert sum(one["probability"] for one in cat["predictions"]) == pytest.approx(1)
    assert {one["label"] for one in coffee["predictions"]} == {"cat", "cup of coffee"}
    assert coffee["predictions"][0]["probability"] >= coffee["predictions"][1]["probability"]
    assert [fault["error"]["kind"] for fault in faults] == ["damaged", "empty", "unsupported"]
    for name in ("cut.jpg: damaged", "empty.jpg: empty", "script.jpg: unsupported"):
        assert name in result.stderr
    assert "Traceback" not in result.stderr


def test_python_gives_the_same_numbers(album: Path) -> None:
    result = run("classify", album, "--labels", "cat,dog", "--format", "jsonl", "--precision", "fp32", "--no-cache")
    model = clipdesk.load("starter", precision="fp32")
    classifier = clipdesk.Classifier(model, labels=["cat", "dog"], templates=["a photo of a {}."])
    ours = [json.dumps(one.to_json()) for one in classifier.classify([album])]
    assert ours == result.stdout.splitlines()


def test_csv_is_safe_in_a_spreadsheet(album: Path) -> None:
    result = run("classify", album / "=coffee.png", "--labels", "cup of coffee,-cat", "--format", "csv")
    assert result.exit_code == 0
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert row["path"].endswith("=coffee.png")
    assert {row["label"], row["label_2"]} == {"cup of coffee", "'-cat"}
    assert float(row["probability"]) + float(row["probability_2"]) == pytest.approx(1)


def test_the_cache_changes_nothing(album: Path) -> None:
    first = run("classify", album, "--labels", "cat,dog", "--format", "jsonl")
    again = run("classify", album, "--labels", "cat,dog", "--format", "jsonl")
    assert first.stdout == again.stdout


def test_multi_and_reject(album: Path) -> None:
    multi = run("classify", album / "a cat.jpg", "--labels", "cat,animal,car", "--mode", "multi", "--format", "jsonl")
    figures = {one["label"]: one["probability"] for one in json.loads(multi.stdout)["predictions"]}
    alone = run("classify", album / "a cat.jpg", "--labels", "cat", "--mode", "multi", "--format", "jsonl")
    (prediction,) = json.loads(alone.stdout)["predictions"]
    assert prediction["probability"] == pytest.approx(figures["cat"])  # independent of the other labels
    rejected = run("classify", album / "a cat.jpg", "--labels", "cat,dog", "--reject", "1", "--format", "jsonl")
    assert json.loads(rejected.stdout)["rejected"] is True


def test_paths_from_standard_input_and_patterns(album: Path) -> None:
    listed = run("classify", "-", "--labels", "cat,dog", "--format", "jsonl", stdin=f"{album / 'a cat.jpg'}\n")
    pattern = run("classify", album / "*cat.jpg", "--labels", "cat,dog", "--format", "jsonl")
    assert listed.exit_code == pattern.exit_code == 0
    assert listed.stdout == pattern.stdout


def test_output_is_whole_or_not_there(album: Path, tmp_path: Path) -> None:
    target = tmp_path / "results.jsonl"
    assert run("classify", album, "--labels", "cat,dog", "--format", "jsonl", "--output", target).exit_code == 3
    assert len(target.read_text().splitlines()) == 5
    refused = run("classify", album, "--labels", "cat,dog", "--output", tmp_path / "no such folder" / "results")
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["classify", "{missing}", "--labels", "cat"], 1, "no picture could be read"),
        (["classify", "{photo}"], 2, "--labels"),
        (["classify", "{photo}", "--labels", " , "], 2, "label"),
        (["classify", "{photo}", "--labels", "cat", "--template", "no place"], 2, "{}"),
        (["classify", "{photo}", "--labels", "cat", "--templates", "none"], 2, "imagenet"),
        (["classify", "{photo}", "--labels", "cat", "--model", "startr"], 1, "starter"),
        (["classify", "{photo}", "--labels", "cat", "--device", "cuda:7"], 1, "cuda"),
        (["classify", "{photo}", "--labels", "cat", "--batch-size", "0"], 2, "batch"),
        (["classify", "{photo}", "--labels-file", "{missing}"], 2, "missing"),
        (["nonsense"], 2, "nonsense"),
        (["embed", "{photo}", "--output", "{missing}.txt"], 2, "parquet"),
        (["evaluate", "{missing}"], 2, "missing"),
        (["models", "info", "nothing-like-it"], 1, "nothing-like-it"),
        (["models", "remove", "starter", "--yes"], 2, "starter"),
    ],
)
def test_refusals_are_sentences(arguments: list[str], code: int, sentence: str, tmp_path: Path) -> None:
    filled = [
        one.replace("{missing}", str(tmp_path / "missing")).replace("{photo}", str(PHOTOS["coffee.png"]))
        for one in arguments
    ]
    result = run(*filled)
    assert result.exit_code in (code, 3 - code), result.output
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_embed_parquet_and_npz(album: Path, tmp_path: Path) -> None:
    assert run("embed", album, "--output", tmp_path / "e.parquet").exit_code == 3
    table = pyarrow.parquet.read_table(tmp_path / "e.parquet")
    assert table.num_rows == 2
    stored = np.stack(table.column("embedding").to_numpy())
    np.testing.assert_allclose(np.linalg.norm(stored, axis=1), 1, atol=1e-5)
    assert run("embed", album / "a cat.jpg", "--output", tmp_path / "e.npz").exit_code == 0
    with np.load(tmp_path / "e.npz") as archive:
        assert any(archive[name].shape == (1, 256) for name in archive.files)


def test_evaluate_folders(tmp_path: Path) -> None:
    for name, photo in (("cat", "chelsea.png"), ("cup_of_coffee", "coffee.png")):
        (tmp_path / "data" / name).mkdir(parents=True)
        Image.open(PHOTOS[photo]).convert("RGB").save(tmp_path / "data" / name / "1.jpg")
    (tmp_path / "data" / "cat" / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    result = run("evaluate", tmp_path / "data", "--format", "json")
    assert result.exit_code == 3
    figures = json.loads(result.stdout)
    assert set(figures) == {"top1", "top5", "images", "skipped", "classes", "per_class", "confusion"}
    assert figures["classes"] == ["cat", "cup_of_coffee"]
    assert (figures["images"], figures["skipped"]) == (2, 1)
    assert [sum(row) for row in figures["confusion"]] == [1, 1]
    assert figures["top1"] == sum(figures["confusion"][i][i] for i in range(2)) / 2
    assert figures["top5"] == 1
    table = run("evaluate", tmp_path / "data")
    assert "top-1" in table.stdout.lower()


def test_models_and_doctor() -> None:
    listed = run("models", "list")
    assert "clipdesk-starter" in listed.stdout
    assert "ViT-B-32:openai" in listed.stdout
    assert run("models", "info", "starter").exit_code == 0
    assert run("models", "verify", "starter").exit_code == 0
    report = run("doctor")
    assert report.exit_code == 0, report.output
    assert "clipdesk-starter" in report.stdout


def test_a_model_is_added_used_and_removed() -> None:
    starter = clipdesk.load("starter", precision="fp32").path
    assert starter is not None
    assert run("models", "add", starter, "--name", "mine").exit_code == 0
    used = run(
        "classify", PHOTOS["coffee.png"], "--labels", "cup of coffee,cat", "--model", "mine", "--format", "jsonl"
    )
    bundled = run("classify", PHOTOS["coffee.png"], "--labels", "cup of coffee,cat", "--format", "jsonl")
    assert used.exit_code == 0
    assert used.stdout == bundled.stdout
    assert run("models", "remove", "mine", "--yes").exit_code == 0
    assert "mine" not in run("models", "list").stdout.split()


@pytest.mark.skipif(os.name == "nt", reason="signals and odd file names are POSIX's")
class TestAsAProcess:
    def start(self, *arguments: object, **options: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "clipdesk", *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]

    def test_odd_names(self, tmp_path: Path) -> None:
        folder = os.fsencode(tmp_path)
        content = PHOTOS["flower.jpg"].read_bytes()
        names = [b"-dash.jpg", b"two\nlines.jpg", b"not utf-8 \xff.jpg", "花.jpg".encode()]
        for name in names:
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        os.mkfifo(tmp_path / "pipe.jpg")
        os.symlink(tmp_path, tmp_path / "loop")
        with self.start("classify", tmp_path, "--labels", "flower,dog", "--format", "jsonl") as process:
            out, err = process.communicate(timeout=100)
        assert process.returncode == 3, err
        lines = [json.loads(line) for line in out.splitlines()]
        read = {os.fsencode(line["path"]) for line in lines if "error" not in line}
        assert read == {os.path.join(folder, name) for name in names}
        assert [line["error"]["kind"] for line in lines if "error" in line] == ["not_a_file"]
        assert b"Traceback" not in err

    def test_a_closed_pipe_is_quiet(self, tmp_path: Path) -> None:
        for number in range(200):
            Image.new("RGB", (20, 20), (number, 0, 0)).save(tmp_path / f"{number}.png")
        with self.start("classify", tmp_path, "--labels", "cat,dog", "--format", "jsonl") as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert b"Traceback" not in process.stderr.read()
