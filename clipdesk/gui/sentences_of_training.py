"""What the core says of training and of tuned models, as templates."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES = cast("tuple[str, ...]", (
    # settings of a run
    QT_TRANSLATE_NOOP("Core", "There is no recipe called {name}. Choose one of {names}."),
    QT_TRANSLATE_NOOP("Core", "Training runs in {names}, not in {precision}."),
    QT_TRANSLATE_NOOP("Core", "The run's {name} is {value}; it must be at least {least}."),
    QT_TRANSLATE_NOOP("Core", "The run's {name} is {value}; it must lie between 0 and 1."),
    QT_TRANSLATE_NOOP("Core", "The learning rate is {rate}; it must lie above 0 and below 10."),
    QT_TRANSLATE_NOOP("Core", "The weight decay must not be below 0."),
    QT_TRANSLATE_NOOP("Core", "The minutes between checkpoints must not be below 0."),
    QT_TRANSLATE_NOOP("Core", "The towers to train are image, text, or both."),
    QT_TRANSLATE_NOOP("Core", "Each template needs a {{}} where the class name goes."),
    QT_TRANSLATE_NOOP("Core", "The recipe distil needs a teacher: the name of a larger model."),
    QT_TRANSLATE_NOOP("Core", "The recipe {recipe} does not train a network; choose one of {names}."),
    QT_TRANSLATE_NOOP("Core", "There is no architecture called {name}. Choose one of {names}."),
    QT_TRANSLATE_NOOP("Core", "The run's settings have fields that this version does not know: {names}."),
    QT_TRANSLATE_NOOP("Core", "The run's settings are damaged ({error})."),
    # pictures to learn from
    QT_TRANSLATE_NOOP("Core", "There are {count} pictures to train on; two at least are needed."),
    QT_TRANSLATE_NOOP("Core", "{data} is a folder; captions come in a CSV or JSONL file with filepath and caption."),
    QT_TRANSLATE_NOOP("Core", "The shares for validation and test must be at least 0 and together below 1."),
    QT_TRANSLATE_NOOP("Core", "The data give no pictures to learn from: there is nothing in their part train."),
    QT_TRANSLATE_NOOP("Core", "{data}: the split {name} is unknown. Use train, validation or test."),
    QT_TRANSLATE_NOOP("Core", "{data}: line {line} gives another {column} for {name} than a line before."),
    QT_TRANSLATE_NOOP("Core", "{count} files cannot be used; the first, {name}: {message}"),
    QT_TRANSLATE_NOOP("Core", "The recipe {recipe} needs {needs}; {data} gives {kind}."),
    QT_TRANSLATE_NOOP("Core", "The recipe {recipe} needs labels; {data} gives captions."),
    QT_TRANSLATE_NOOP("Core", "The recipe {recipe} needs captions; {data} gives labels."),
    QT_TRANSLATE_NOOP("Core", "None of the pictures to learn from can be read."),
    QT_TRANSLATE_NOOP("Core", "None of the pictures to measure on can be read."),
    QT_TRANSLATE_NOOP("Core", "None of the control pictures in {folder} can be read."),
    QT_TRANSLATE_NOOP("Core", "There are no pictures to measure on: all of them were learned from."),
    # runs
    QT_TRANSLATE_NOOP("Core", "To resume a run, name its folder."),
    QT_TRANSLATE_NOOP("Core", "The run in {folder} is under way in another process. Stop it first."),
    QT_TRANSLATE_NOOP("Core", "The run in {folder} is under way. Pause it first."),
    QT_TRANSLATE_NOOP("Core", "The run in {folder} is under way. Stop it first."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The run in {folder} cannot go on: its {what} changed since it was paused. Start a new run.",
    ),
    QT_TRANSLATE_NOOP("Core", "The run in {folder} is damaged: its {name} cannot be used ({error})."),
    QT_TRANSLATE_NOOP("Core", "The run in {folder} cannot be deleted whole ({error})."),
    QT_TRANSLATE_NOOP("Core", "There is no run in {folder} ({reason})."),
    QT_TRANSLATE_NOOP("Core", "{folder} holds a run already. Resume it, or choose another folder."),
    QT_TRANSLATE_NOOP("Core", "The run's folder {folder} cannot be written ({error})."),
    QT_TRANSLATE_NOOP("Core", "The run's folder {folder} cannot be read ({error})."),
    QT_TRANSLATE_NOOP("Core", "The run's figures cannot be written to {folder} ({error})."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The checkpoint cannot be written to {folder} ({error}). Make room or choose another folder, then resume:"
        " the checkpoint before it is whole.",
    ),
    QT_TRANSLATE_NOOP("Core", "{count} further epochs make no sense; one at least is needed."),
    QT_TRANSLATE_NOOP("Core", "This run has no model yet. Let it finish, or stop it and keep its best."),
    QT_TRANSLATE_NOOP("Core", "The training process cannot be started ({error})."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The training process ended on its own (status {status}); {log} may say why. Resume the run to go on from"
        " its last checkpoint.",
    ),
    QT_TRANSLATE_NOOP("Core", "Training ended by a fault of the program ({what}: {error})."),
    QT_TRANSLATE_NOOP("Core", "This is no event of a training run: {line}."),
    QT_TRANSLATE_NOOP("Core", "There is not enough memory to train on one picture at a time ({told})."),
    QT_TRANSLATE_NOOP("Core", "There is not enough memory to run the frozen part of the model on one input ({told})."),
    # what a run notes
    QT_TRANSLATE_NOOP(
        "Core",
        "At step {step} {what}. Training goes on from step {earlier} with {part} the learning rate.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "Training was ended at step {step}: {what}, even at a quarter of the learning rate. The best model so far"
        " is in the checkpoint. Try a smaller learning rate, the precision fp32, or more pictures.",
    ),
    QT_TRANSLATE_NOOP("Core", "the loss stays at that of guessing"),
    QT_TRANSLATE_NOOP("Core", "the loss is no longer a number"),
    QT_TRANSLATE_NOOP("Core", "half"),
    QT_TRANSLATE_NOOP("Core", "a quarter of"),
    QT_TRANSLATE_NOOP("Core", "The curves are kept in metrics.jsonl; for TensorBoard, install tensorboard."),
    QT_TRANSLATE_NOOP("Core", "There is nothing to choose by, so the probe is taken with a middling penalty."),
    QT_TRANSLATE_NOOP("Core", "Kept: {what}, the best of {count} tried."),
    QT_TRANSLATE_NOOP("Core", "the words alone"),
    QT_TRANSLATE_NOOP("Core", "neighbours, sharpness {sharpness}, strength {strength}"),
    QT_TRANSLATE_NOOP("Core", "linear, penalty {penalty}"),
    QT_TRANSLATE_NOOP("Core", "No epoch did better than the words as they were, so the model stays as it was."),
    QT_TRANSLATE_NOOP("Core", "Products run in {precision}: on this CPU bf16 is {ratio} \u00d7 as fast as fp32."),
    # tuned models
    QT_TRANSLATE_NOOP(
        "Core",
        "This model has learned {count} labels ({names}); for exactly these it uses what it learned.",
    ),
    QT_TRANSLATE_NOOP("Core", "{model}, taught with {data} by the recipe {recipe}."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The head cannot be written to {folder} ({error}). "
        "Make room there, or choose another folder.",
    ),
    QT_TRANSLATE_NOOP("Core", "The tuned head in {folder} cannot be used ({error})."),
    QT_TRANSLATE_NOOP("Core", "A model cannot be called {name}; use letters, digits, dots, dashes and underscores."),
    QT_TRANSLATE_NOOP("Core", "A model called {name} is there already. Choose another name, or remove that one first."),
    QT_TRANSLATE_NOOP("Core", "The two models are of different architectures, so there is nothing between them."),
    QT_TRANSLATE_NOOP("Core", "The blend must lie between 0, the model before, and 1, the tuned one."),
    QT_TRANSLATE_NOOP("Core", "{folder} is there already. Name a folder that is not."),
    QT_TRANSLATE_NOOP(
        "Core",
        "open_clip has no image tower with a stem of convolutions, so this model cannot go there.",
    ),
))  # fmt: skip
