"""The macOS recipe, as far as it can be run elsewhere: what is signed, in which order, and the bundle's properties."""

from __future__ import annotations

import plistlib
from pathlib import Path

from tests.helpers.packaging_scripts import PACKAGING, load

CODE = bytes.fromhex("cffaedfe") + bytes(28)


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_code_is_signed_from_the_inside_out(tmp_path: Path) -> None:
    bundle = tmp_path / "Clipdesk.app"
    program = _write(bundle / "Contents/MacOS/clipdesk", CODE)
    deep = _write(bundle / "Contents/Frameworks/torch/lib/libtorch.dylib", CODE)
    nameless = _write(bundle / "Contents/Resources/torch/bin/torch_shm_manager", CODE)
    shallow = _write(bundle / "Contents/Frameworks/libomp.dylib", CODE)
    qt = _write(bundle / "Contents/Frameworks/QtCore.framework/Versions/A/QtCore", CODE)
    _write(bundle / "Contents/Resources/words.txt", b"not code")
    _write(bundle / "Contents/Resources/empty", b"")
    (bundle / "Contents/Resources/libomp.dylib").symlink_to(shallow)

    order = load("macos/build.py").signing_order(bundle)

    framework = bundle / "Contents/Frameworks/QtCore.framework"
    assert set(order) == {program, deep, nameless, shallow, qt, framework}
    assert order[-1] == program
    assert order.index(qt) < order.index(framework)
    assert order.index(deep) < order.index(shallow)


def test_the_bundle_has_a_window_and_the_version(tmp_path: Path) -> None:
    written = {"CFBundleExecutable": "clipdesk", "LSBackgroundOnly": True, "CFBundleVersion": "0"}
    path = _write(tmp_path / "Clipdesk.app/Contents/Info.plist", plistlib.dumps(written))
    load("macos/build.py").complete_info(tmp_path / "Clipdesk.app", "1.2.3")
    values = plistlib.loads(path.read_bytes())
    assert values["LSBackgroundOnly"] is False
    assert values["CFBundleExecutable"] == "clipdesk"
    assert values["CFBundleVersion"] == values["CFBundleShortVersionString"] == "1.2.3"


def test_entitlements_leave_library_validation_on() -> None:
    entitlements = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    assert entitlements["com.apple.security.cs.allow-jit"] is True
    assert "com.apple.security.cs.disable-library-validation" not in entitlements
