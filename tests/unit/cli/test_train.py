"""`clipdesk train` from pictures to a model that the other commands use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clipdesk.cli.main import program
from clipdesk.cli.training import show_blend
from clipdesk.training.blend import BlendPoint
from tests.helpers.runs import shapes, small_model
from tests.helpers.shapes import CLASSES, shape_folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shape_folder(tmp_path / "data" / "train", 16)
    shape_folder(tmp_path / "data" / "validation", 8, first=100)
    shape_folder(tmp_path / "data" / "test", 8, first=200)
    return tmp_path / "data"


def test_a_probe_end_to_end(data: Path, tmp_path: Path) -> None:
    done = run("train", data, "--recipe", "probe", "--output", tmp_path / "run", "--name", "shapes")
    assert done.exit_code == 0, done.stderr
    assert "48 pictures to learn from, 24 to choose by, 24 to report on" in done.stderr
    assert "Test, 24 pictures:" in done.stdout
    figures = json.loads((tmp_path / "run" / "result.json").read_text())
    before, after = (
        json.loads(run("evaluate", data / "test", "--model", model, "--format", "json").stdout)
        for model in ("starter", tmp_path / "run" / "model")
    )
    assert figures["before"]["top1"] == before["top1"]
    assert figures["after"]["top1"] == after["top1"] > before["top1"]
    assert figures["after"]["confusion"] == after["confusion"]
    assert figures["control"]["after"] == figures["control"]["before"] > 0
    listed = run("models", "list")
    assert "shapes" in listed.stdout
    lines = run("classify", data / "test", "--labels", ",".join(CLASSES), "--model", "shapes", "--format", "jsonl")
    best = [json.loads(line) for line in lines.stdout.splitlines()]
    right = sum(one["predictions"][0]["label"] == Path(one["path"]).parent.name for one in best)
    assert right == round(24 * after["top1"])


def test_lora_end_to_end_with_a_blend(tmp_path: Path) -> None:
    data, model = shapes(tmp_path / "data", each=10), small_model(tmp_path / "small")
    done = run(
        "train", data, "--recipe", "lora", "--model", model, "--output", tmp_path / "run", "--epochs", 2,
        "--batch-size", 8, "--rank", 2, "--device", "cpu", "--precision", "fp32", "--blend", "--format", "json",
        "--name", "half", "--alpha", 0.5,
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["part"] == "validation"
    assert [point["alpha"] for point in figures["blend"]] == [step / 10 for step in range(11)]
    assert figures["proposed"] in [point["alpha"] for point in figures["blend"]]
    assert figures["blend"][0]["target"] == figures["before"]["top1"]
    assert figures["blend"][10]["target"] == figures["after"]["top1"]
    assert "half" in run("models", "list").stdout
    resumed = run("train", "--resume", "--output", tmp_path / "run", "--epochs", 3, "--format", "json")
    assert resumed.exit_code == 0, resumed.stderr
    assert json.loads(resumed.stdout)["after"]["top1"] >= figures["after"]["top1"]
    again = run("train", "--resume", "--output", tmp_path / "run", "--format", "json")
    assert json.loads(again.stdout)["control"] == json.loads(resumed.stdout)["control"]


def test_a_blend_that_only_forgets_is_not_proposed(capsys: pytest.CaptureFixture[str]) -> None:
    show_blend((BlendPoint(0.0, 0.4, 0.6), BlendPoint(0.5, 0.6, 0.56), BlendPoint(1.0, 0.9, 0.5)))
    assert "Proposed: none." in capsys.readouterr().out
    show_blend((BlendPoint(0.0, 0.4, 0.6), BlendPoint(0.5, 0.6, 0.58), BlendPoint(1.0, 0.9, 0.5)))
    assert "Proposed: 0.5" in capsys.readouterr().out


def test_captions_are_learned_and_measured(tmp_path: Path) -> None:
    shapes(tmp_path / "data", each=6)
    model = small_model(tmp_path / "small")
    paths = sorted((tmp_path / "data").rglob("*.png"))
    rows = [
        {"filepath": str(path.relative_to(tmp_path)), "caption": [f"a {path.parent.name} disc", f"number {number}"]}
        for number, path in enumerate(paths)
    ]
    (tmp_path / "data.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = run(
        "train", tmp_path / "data.jsonl", "--recipe", "adapter", "--model", model, "--output", tmp_path / "run",
        "--epochs", 2, "--batch-size", 6, "--device", "cpu", "--precision", "fp32",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "picture to caption, among the 1 nearest" in done.stdout
    figures = json.loads((tmp_path / "run" / "result.json").read_text())
    assert 0 <= figures["after"]["image_to_text"]["recall@1"] <= figures["after"]["image_to_text"]["recall@5"]


def test_what_cannot_be_read_is_named_and_counts(data: Path, tmp_path: Path) -> None:
    (data / "train" / "circle" / "broken.jpg").write_bytes(b"\xff\xd8\xff no picture")
    done = run("train", data, "--output", tmp_path / "run")
    assert done.exit_code == 3
    assert "broken.jpg" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["data"], "--output"),
        (["--output", "run"], "data to learn from"),
        (["nowhere", "--output", "run"], "nowhere"),
        (["nowhere", "--output", "run", "--alpha", "0.5"], "--alpha"),
        (["nowhere", "--output", "run", "--name", "starter"], "cannot be called"),
        (["nowhere", "--output", "run", "--recipe", "magic"], "magic"),
    ],
)
def test_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("train", *arguments)
    assert done.exit_code == 2
    assert told in done.stderr
    assert not (tmp_path / "run").exists()


def test_export(tmp_path: Path) -> None:
    small_model(tmp_path / "small")
    done = run("models", "export", tmp_path / "small", tmp_path / "exported")
    assert done.exit_code == 0, done.stderr
    assert sorted(file.name for file in (tmp_path / "exported").iterdir()) == [
        "open_clip_config.json",
        "open_clip_model.safetensors",
    ]
