"""clipdesk sorts and labels pictures on your own computer with CLIP: write labels, get a ranking.

    import clipdesk
    model = clipdesk.load("starter")
    classifier = clipdesk.Classifier(model, labels=["cat", "dog"])
    for result in classifier.classify("holiday"):
        print(result.path, result.predictions[0].label)

The layers, each of which imports only what stands below it:

    gui        the window                                            |  cli   one command a file
    inference  prompts, cached and overlapped encoding, scores, results, projects, filing
    explain    what in a picture speaks for a label                  |  zoo   which models exist, how they are fetched
    clip       the networks, tokens, pixels, checkpoints      |  data  finding and decoding pictures, labels, pairs
    settings   what the user chose
    paths      where everything lies
    progress, errors

Names are brought in when they are first used: `import clipdesk` loads neither torch nor a window toolkit.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clipdesk.errors import ClipdeskError
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.classifier import Classifier, ImageFault, ImageResult, Prediction
    from clipdesk.inference.evaluate import Evaluation, evaluate
    from clipdesk.inference.model import Model, encode_images, encode_texts, load
    from clipdesk.inference.prompts import Label, Prompt, PromptSet, template_set

__version__ = "0.1.0"

_HOMES = {
    "ClipdeskError": "clipdesk.errors",
    "Classifier": "clipdesk.inference.classifier",
    "EmbeddingCache": "clipdesk.inference.cache",
    "Evaluation": "clipdesk.inference.evaluate",
    "ImageFault": "clipdesk.inference.classifier",
    "ImageResult": "clipdesk.inference.classifier",
    "Label": "clipdesk.inference.prompts",
    "Model": "clipdesk.inference.model",
    "Prediction": "clipdesk.inference.classifier",
    "Prompt": "clipdesk.inference.prompts",
    "PromptSet": "clipdesk.inference.prompts",
    "encode_images": "clipdesk.inference.model",
    "encode_texts": "clipdesk.inference.model",
    "evaluate": "clipdesk.inference.evaluate",
    "load": "clipdesk.inference.model",
    "template_set": "clipdesk.inference.prompts",
}

__all__ = [
    "Classifier",
    "ClipdeskError",
    "EmbeddingCache",
    "Evaluation",
    "ImageFault",
    "ImageResult",
    "Label",
    "Model",
    "Prediction",
    "Prompt",
    "PromptSet",
    "__version__",
    "encode_images",
    "encode_texts",
    "evaluate",
    "load",
    "template_set",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
