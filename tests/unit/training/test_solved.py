"""The recipes that hold all embeddings, from pictures to a model that the rest of the program uses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clipdesk import Classifier, load
from clipdesk.data.pairs import read_labelled
from clipdesk.errors import UsageError
from clipdesk.inference.evaluate import evaluate
from clipdesk.inference.held import Held
from clipdesk.inference.prompts import Label, PromptSet, embed_prompts
from clipdesk.inference.ranking import rescore, score_all
from clipdesk.progress import drain
from clipdesk.training import events
from clipdesk.training.config import RunConfig
from clipdesk.training.embedded import embed_examples
from clipdesk.training.examples import read_examples
from clipdesk.training.saving import add_to_list
from clipdesk.training.trainer import train
from clipdesk.zoo import registry
from tests.helpers.shapes import CLASSES, shape_folder


def run(data: Path, output: Path, recipe: str, **options: object) -> list[events.Event]:
    return list(train(RunConfig(str(data), recipe, output=str(output), precision="fp32", **options)))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    shape_folder(folder / "train", 24)
    shape_folder(folder / "validation", 10, first=100)
    shape_folder(folder / "test", 12, first=200)
    return folder


@pytest.fixture
def tuned(data: Path, tmp_path: Path) -> Path:
    run(data, tmp_path / "run", "probe")
    return tmp_path / "run" / "model"


def test_a_probe_beats_the_words_and_is_used_everywhere(data: Path, tmp_path: Path) -> None:
    told = run(data, tmp_path / "run", "probe")
    started = next(event for event in told if isinstance(event, events.Started))
    best = max(event.validation for event in told if isinstance(event, events.EpochEnd))
    assert started.examples == 72
    assert best > started.baseline + 0.1
    folder = tmp_path / "run" / "model"
    before, after = load("starter", precision="fp32"), load(folder, precision="fp32")
    assert after.fingerprint == before.fingerprint  # embeddings that are remembered stay good
    test = read_labelled(data / "test")
    old, new = evaluate(before, test), evaluate(after, test)
    assert new.top1 > old.top1 + 0.1
    results = list(Classifier(after, ["square", "circle", "cross"]).classify([str(path) for path in test.paths]))
    right = [result.predictions[0].label == result.path.parent.name for result in results]
    assert np.mean(right) == pytest.approx(new.top1)
    assert all(sum(one.probability for one in result.predictions) == pytest.approx(1, abs=1e-5) for result in results)


def test_other_labels_are_the_words_own_business(tuned: Path, data: Path) -> None:
    before, after = load("starter", precision="fp32"), load(tuned, precision="fp32")
    pictures = [str(path) for path in read_labelled(data / "test").paths[:4]]
    for labels in (["circle", "cross"], ["circle", "cross", "square", "dog"]):
        ours, theirs = (
            [
                [(one.label, one.probability) for one in result.predictions]
                for result in Classifier(model, labels).classify(pictures)
            ]
            for model in (after, before)
        )
        assert ours == theirs


def test_the_window_ranks_by_the_head_too(data: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    from clipdesk.inference import scoring
    from clipdesk.inference.head import Head, Neighbours

    model = load("starter", precision="fp32")
    held = drain(embed_examples(model, drain(read_examples(data / "test")).examples))
    words = PromptSet(tuple(map(Label, CLASSES)))
    rows = drain(embed_prompts(model, words)).labels
    near = Neighbours(held.embeddings[::2], 0.2 * np.eye(3, dtype=np.float32)[held.targets[::2]], 5.0)
    tuned = replace(model, head=Head("cache", CLASSES, rows, model.scale, near))
    turned = PromptSet(tuple(map(Label, ("square", "cross", "circle"))))
    prompts = drain(embed_prompts(tuned, turned))
    expected, cosines, _ = scoring.score(held.embeddings, prompts, model.scale, "single")
    beside = held.embeddings[:1] + 1e-3 * held.embeddings[1:2]
    moved = (
        prompts.neighbours.scores(beside) - prompts.neighbours.scores(held.embeddings[:1]) if prompts.neighbours else 0
    )
    moved = moved + (beside - held.embeddings[:1]) @ prompts.labels.T
    assert np.allclose(1e-3 * prompts.rows_at(held.embeddings[0]) @ held.embeddings[1], moved[0], atol=2e-5)
    pictures = Held(model.embed_dim)
    pictures.put(range(len(held)), held.embeddings)
    scores = score_all(pictures, prompts, model.scale)
    assert np.allclose(scores.probabilities, expected, atol=1e-5)
    assert np.allclose(scores.cosines, cosines, atol=1e-5)
    assert not np.allclose(expected, scoring.single(cosines, model.scale)[0], atol=1e-2)
    plain = drain(embed_prompts(model, turned))
    again = rescore(scores, pictures, plain, [], model.scale)
    assert np.allclose(again.probabilities, score_all(pictures, plain, model.scale).probabilities, atol=1e-6)


def test_the_saved_model_is_in_the_list_and_classifies_alike(tuned: Path, data: Path, own_home: Path) -> None:
    shown = add_to_list(tuned, "my-shapes")
    assert [model.name for model in registry.list_models()][-1] == "my-shapes"
    assert (shown.source, shown.licence) == ("user", "Apache-2.0")
    assert shown.summary.startswith("clipdesk-starter, taught with")
    assert "| validation accuracy after |" in (shown.path / "README.md").read_text()
    assert registry.verify("my-shapes").ok
    test = read_labelled(data / "test")
    assert (
        evaluate(load("my-shapes", precision="fp32"), test).to_json()
        == evaluate(load(tuned, precision="fp32"), test).to_json()
    )
    with pytest.raises(UsageError, match="already"):
        add_to_list(tuned, "my-shapes")
    with pytest.raises(UsageError, match="cannot be called"):
        add_to_list(tuned, "../elsewhere")
    copied = registry.add(tuned, "copied")
    assert (
        evaluate(load(copied.path, precision="fp32"), test).top1 == evaluate(load(tuned, precision="fp32"), test).top1
    )


def test_learned_words_beat_the_given_ones(data: Path, tmp_path: Path) -> None:
    told = run(data, tmp_path / "run", "prompt", epochs=25, learning_rate=0.01)
    started = next(event for event in told if isinstance(event, events.Started))
    best = max(event.validation for event in told if isinstance(event, events.EpochEnd))
    assert best > started.baseline
    finished = told[-1]
    assert isinstance(finished, events.Finished)
    assert finished.best_epoch > 0
    after = load(finished.folder, precision="fp32")
    assert after.head is not None
    assert after.head.kind == "prompt"
    assert np.allclose(np.linalg.norm(after.head.weights, axis=1), 1, atol=1e-5)
    validation = read_labelled(data / "validation")
    assert evaluate(after, validation).top1 == pytest.approx(best)


def test_the_context_starts_as_its_words() -> None:
    from clipdesk.inference.model import encode_texts
    from clipdesk.training.recipes.prompt import LearnedPrompts

    model = load("starter", precision="fp32")
    learned = LearnedPrompts(model.clip.text, ("red_car", "cat"), model.config.text.context_length)
    words = encode_texts(model, ["a photo of a red car.", "a photo of a cat."])
    assert np.allclose(learned().detach().numpy(), words, atol=1e-5)
    assert [name for name, _ in learned.named_parameters()] == ["context"]


def test_without_a_validation_part_it_learns_still(data: Path, tmp_path: Path) -> None:
    told = run(data / "train", tmp_path / "run", "probe", validation=0.0)
    assert any(isinstance(event, events.Note) and "nothing to choose by" in event.text for event in told)
    test = read_labelled(data / "test")
    after = evaluate(load(tmp_path / "run" / "model", precision="fp32"), test).top1
    assert after > evaluate(load("starter", precision="fp32"), test).top1


def test_captions_are_refused_with_a_reason(tmp_path: Path) -> None:
    shape_folder(tmp_path / "data", 1)
    rows = "\n".join(f"data/{name}/0000.png,a {name}" for name in CLASSES)
    (tmp_path / "data.csv").write_text(f"filepath,caption\n{rows}\n")
    with pytest.raises(UsageError, match="label"):
        run(tmp_path / "data.csv", tmp_path / "run", "probe")
