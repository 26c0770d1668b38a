"""A project at work on the command line, with the bundled model on installed photographs."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

import clipdesk
from clipdesk import settings
from clipdesk.cli.main import program
from clipdesk.data.images import decode
from clipdesk.data.samples import installed_samples
from clipdesk.inference.project import Marks, NamedPrompts, Project, create, save
from clipdesk.inference.prompts import Label, Prompt, PromptSet

PHOTOS = {sample.path.name: sample.path for sample in installed_samples()}
LABELS = (Label("animal", (Prompt("cat"), Prompt("dog", 0.5))), Label("drink", (Prompt("cup of coffee"),)))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def exact_numbers(own_home: Path) -> None:
    settings.save(settings.Settings(model="no-such-model", precision="fp32"))  # the project's own is used


@pytest.fixture
def project(tmp_path: Path) -> Project:
    photos = tmp_path / "photos"
    photos.mkdir()
    for name in ("chelsea.png", "coffee.png"):
        Image.open(PHOTOS[name]).convert("RGB").save(photos / name.replace("png", "jpg"))
    prompts = PromptSet(LABELS, ("a photo of a {}.", "{}"), "multi", ("a wall",))
    made = replace(
        create(tmp_path / "pets.clipdesk"),
        sources=(photos,),
        prompt_sets=(NamedPrompts("mine", prompts),),
        reject=0.001,
    )
    save(made)
    return made


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def best(line: dict[str, object]) -> str:
    return line["predictions"][0]["label"]  # type: ignore[index,no-any-return]


def test_a_project_classifies(project: Project, tmp_path: Path) -> None:
    found = lines(run("classify", "--project", project.folder, "--format", "jsonl"))
    model = clipdesk.load("starter", precision="fp32")
    assert project.prompts is not None
    classifier = clipdesk.Classifier(model, project.prompts, reject=project.reject)
    assert found == [json.loads(json.dumps(one.to_json())) for one in classifier.classify(project.sources)]
    assert len(found) == 2
    alone = lines(run("classify", "--project", project.folder, PHOTOS["chelsea.png"], "--format", "jsonl"))
    assert [line["path"] for line in alone] == [str(PHOTOS["chelsea.png"])]
    single = lines(run("classify", "--project", project.folder, "--mode", "single", "--format", "jsonl"))
    assert single != found
    refused = lines(run("classify", "--project", project.folder, "--reject", "1", "--format", "jsonl"))
    assert all(line["rejected"] for line in refused)
    os.rename(tmp_path / "photos", tmp_path / "pets.clipdesk" / "photos")  # sources that are gone are named
    assert run("classify", "--project", project.folder).exit_code == 1


def test_a_project_is_measured(project: Project) -> None:
    assert "no verified pictures" in run("evaluate", project.folder).stderr
    photos = project.sources[0]
    with Marks(project.folder) as marks:
        for name, label in (("chelsea.jpg", "animal"), ("coffee.jpg", "animal"), ("gone.jpg", "drink")):
            path = photos / name
            marks.verify(decode(path).content_hash if path.exists() else name, path, label)
    result = run("evaluate", project.folder, "--format", "json")
    assert result.exit_code == 3, result.output
    figures = json.loads(result.stdout)
    assert figures["classes"] == ["animal", "drink"]
    found = [best(line) for line in lines(run("classify", "--project", project.folder, "--format", "jsonl"))]
    assert figures["confusion"] == [[found.count("animal"), found.count("drink")], [0, 0]]
    assert (figures["images"], figures["skipped"]) == (2, 1)
    assert "gone.jpg: missing" in result.stderr


def test_refusals_are_sentences(project: Project, tmp_path: Path) -> None:
    empty = create(tmp_path / "empty")
    for arguments, code, sentence in (
        (["classify", "--project", tmp_path / "nothing"], 1, "not a clipdesk project"),
        (["classify", "--project", empty.folder], 2, "no labels"),
        (["classify", "--project", project.folder, "--labels", "cat"], 2, "its own labels"),
        (["classify", "--labels", "cat"], 2, "Name the pictures"),
        (["evaluate", project.folder, "--template", "{}"], 2, "its own templates"),
    ):
        result = run(*arguments)
        assert result.exit_code == code, result.output
        assert sentence in result.stderr
        assert "Traceback" not in result.output
