"""The models of PP-OCR: files inside rapidocr's wheel, computed by ONNX Runtime.

Nothing is downloaded: the files are named outright. A line is computed by one thread, and several lines at once: the
threads of one session mostly wait for each other. None of them waits by spinning, which would burn the time of its
core. What a page takes in memory is kept for the next one, which saves a fifth of the time; what an unusually large
look took is given back.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any, Final

from attrs import frozen

_DETECTION: Final = "PP-OCRv6_det_small.onnx"
_RECOGNITION: Final = "PP-OCRv6_rec_small.onnx"
_FATAL: Final = 4  # ONNX Runtime's own scale; anything less is noise about hardware


@frozen
class Models:
    """The loaded models, and the characters that the second one tells apart."""

    detection: Any
    recognition: Any
    #: By class: nothing, the characters of the model's own list, and the space.
    characters: tuple[str, ...]


def is_installed() -> bool:
    """Whether the engine, its runtime and its models are there."""
    found = [importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2")]
    return all(found) and all(path is not None and path.is_file() for path in (_path(_DETECTION), _path(_RECOGNITION)))


def load(threads: int) -> Models:
    """The models from the disk, if `is_installed`; a page is looked at with so many threads."""
    detection, recognition = _session(_DETECTION, threads), _session(_RECOGNITION, 1)
    listed = recognition.get_modelmeta().custom_metadata_map["character"].splitlines()
    return Models(detection, recognition, ("", *listed, " "))


def computed(session: Any, values: Any, *, give_back: bool = False) -> Any:
    """The first output of a session for its one input; `give_back` frees the memory that it took to compute."""
    import onnxruntime  # noqa: PLC0415 - heavy, and an extra

    options = onnxruntime.RunOptions()
    if give_back:
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    (wanted,) = session.get_inputs()
    return session.run(None, {wanted.name: values}, options)[0]


def _path(name: str) -> Path | None:
    spec = importlib.util.find_spec("rapidocr")
    folders = (spec.submodule_search_locations if spec else None) or []
    return next((Path(folder) / "models" / name for folder in folders), None)


def _session(name: str, threads: int) -> Any:
    import onnxruntime  # noqa: PLC0415 - heavy, and an extra

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_mem_pattern = False  # would plan memory anew for each size that it sees, and keep the plans
    options.log_severity_level = _FATAL
    processor = ("CPUExecutionProvider", {"arena_extend_strategy": "kSameAsRequested"})
    return onnxruntime.InferenceSession(str(_path(name)), options, providers=[processor])
