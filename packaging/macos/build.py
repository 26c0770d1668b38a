"""Builds the disk image for macOS: python packaging/macos/build.py [--identity NAME]
    [--notarise PROFILE [--keychain FILE]]

It freezes the program into Clipdesk.app (packaging/build.py), completes its Info.plist, signs every
library and then the bundle, and puts it into a .dmg beside a link to Applications.

--identity   a "Developer ID Application: ..." in the keychain. Without it the signature is ad hoc: the program runs on
             the computer that built it, and elsewhere only after a right click and Open.
--notarise   a profile that `xcrun notarytool store-credentials` has stored; bundle and image are sent to Apple, and its
             tickets stapled to both. Needs --identity. --keychain: where the profile is, if not in the usual.

Was not run: codesign, notarytool and hdiutil exist on macOS only. What chooses and orders the files is tested.
"""

from __future__ import annotations

import argparse
import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUNDLE = "Clipdesk.app"
AD_HOC = "-"
ENTITLEMENTS = HERE / "entitlements.plist"
# The first four bytes of Mach-O files: 64 and 32 bits, both byte orders, and universal ones.
_MACH_O = {bytes.fromhex(text) for text in ("cffaedfe", "feedfacf", "cefaedfe", "feedface", "cafebabe", "bebafeca")}


def is_mach_o(path: Path) -> bool:
    """Whether it is code: a program or a library, whatever its name."""
    with path.open("rb") as file:
        return file.read(4) in _MACH_O


def signing_order(bundle: Path) -> list[Path]:
    """All code in the bundle, the deepest first and the main program last; then its frameworks; links are left out.

    A signature seals what lies within, so what lies within comes first. The bundle itself is not in the list.
    """
    code = [path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink() and is_mach_o(path)]
    frameworks = [path for path in bundle.rglob("*.framework") if path.is_dir() and not path.is_symlink()]
    programs = bundle / "Contents/MacOS"

    def rank(path: Path) -> tuple[bool, bool, int, str]:
        return path.parent == programs, path.is_dir(), -len(path.parts), str(path)

    return sorted([*code, *frameworks], key=rank)


def sign(bundle: Path, identity: str) -> None:
    """Sign everything, and let codesign check it.

    An ad hoc signature goes without the hardened runtime, which would refuse libraries that no team has signed.
    """
    options = ["--force", "--sign", identity]
    if identity != AD_HOC:
        options += ["--timestamp", "--options", "runtime"]
    programs = bundle / "Contents/MacOS"
    for path in signing_order(bundle):
        extra = ["--entitlements", str(ENTITLEMENTS)] if path.parent == programs else []
        run(["codesign", *options, *extra, str(path)])
    run(["codesign", *options, "--entitlements", str(ENTITLEMENTS), str(bundle)])
    run(["codesign", "--verify", "--deep", "--strict", str(bundle)])


def complete_info(bundle: Path, version: str) -> None:
    """Put the values of Info.plist beside this file, and the version, into the bundle's."""
    path = bundle / "Contents/Info.plist"
    values = plistlib.loads(path.read_bytes())
    values |= plistlib.loads((HERE / "Info.plist").read_bytes())
    values["CFBundleShortVersionString"] = values["CFBundleVersion"] = version
    path.write_bytes(plistlib.dumps(values))


def notarise(path: Path, profile: list[str]) -> None:
    """Have Apple look at a bundle or an image, and staple its ticket; a refusal ends the build.

    `profile` are notarytool's options that say who asks.
    """
    sent = path
    if path.suffix == ".app":
        sent = path.with_suffix(".zip")
        run(["ditto", "-c", "-k", "--keepParent", str(path), str(sent)])
    run(["xcrun", "notarytool", "submit", str(sent), *profile, "--wait", "--timeout", "1h"])
    run(["xcrun", "stapler", "staple", str(path)])
    if sent != path:
        sent.unlink()


def image(bundle: Path, target: Path, work: Path) -> None:
    """The disk image: the bundle, and a link to drag it to."""
    stage = work / "image"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    run(["ditto", str(bundle), str(stage / bundle.name)])  # keeps links and signatures, as a plain copy does not
    (stage / "Applications").symlink_to("/Applications")
    run(["hdiutil", "create", "-volname", "clipdesk", "-srcfolder", str(stage), "-fs", "HFS+", "-format", "ULFO", "-ov",
         str(target)])  # fmt: skip


def version() -> str:
    """The version in clipdesk/__init__.py."""
    text = (ROOT / "clipdesk/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, flags=re.MULTILINE)
    if found is None:
        sys.exit("clipdesk/__init__.py names no version.")
    return found[1]


def run(command: list[str]) -> None:
    """Run it; a failure ends the build with its exit status."""
    status = subprocess.run(command, check=False).returncode
    if status:
        sys.exit(f"failed with status {status}: {' '.join(command)}")


def freeze(work: Path, output: Path) -> Path:
    """The frozen program as a bundle, licences inside."""
    build = [sys.executable, str(HERE.parent / "build.py"), "--work", str(work), "--output", str(output)]
    run([*build, "wheel", "freeze"])
    bundle = work / "frozen" / BUNDLE
    shutil.copytree(work / "frozen/clipdesk/licences", bundle / "Contents/Resources/licences", dirs_exist_ok=True)
    return bundle


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=ROOT / "build/installer", help="default: build/installer")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="default: dist")
    parser.add_argument("--identity", default=AD_HOC)
    parser.add_argument("--notarise", metavar="PROFILE")
    parser.add_argument("--keychain", metavar="FILE")
    given = parser.parse_args()
    if given.notarise and given.identity == AD_HOC:
        parser.error("--notarise needs --identity: Apple looks only at what a Developer ID has signed.")
    profile = ["--keychain-profile", given.notarise, *(["--keychain", given.keychain] if given.keychain else [])]
    work, output = given.work.resolve(), given.output.resolve()
    bundle = freeze(work, output)
    complete_info(bundle, version())
    sign(bundle, given.identity)
    if given.notarise:
        notarise(bundle, profile)
    target = output / f"clipdesk-{version()}-macos-arm64.dmg"
    image(bundle, target, work)
    if given.identity != AD_HOC:
        run(["codesign", "--sign", given.identity, "--timestamp", str(target)])
    if given.notarise:
        notarise(target, profile)
    print(target)


if __name__ == "__main__":
    main()
