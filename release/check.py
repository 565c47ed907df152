"""Build the release twice, look into it, and use it as somebody who installs it would.

    make release-check                          # or: python -m release.check [--keep FOLDER] python3.10 python3.11 …

The same bytes twice, from two copies of the repository that differ in place, dates, rights, time zone and hash seed;
twine's strict check; sizes, metadata, the licence, nothing private, nothing that nobody committed. Then for each
Python that there is: a fresh environment, the wheel with its extra [test] from the index, the console script, a
verdict that takes a worker, and every snippet of README.md, with the package nowhere but where it was installed.
--keep copies the two files, once all is well, into a folder.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hatch_build import published, repository

from release import contents
from release.commands import run, say
from release.version import ROOT, newest, written

if sys.version_info >= (3, 11):
    import tomllib

# Two builders who have nothing in common but the sources.
_BUILDERS = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "umask": "022", "dated": "2001-01-01"},
    {"TZ": "Asia/Kolkata", "LC_ALL": "C", "PYTHONHASHSEED": "2", "umask": "077", "dated": "2020-02-29"},
)
_VERDICT = r"""
import reasoning_rewards as rr
said = rr.Correctness().explain(r"\boxed{\lim_{x\to 0}\frac{\sin x}{x}}", answer="1")
assert (said.score, str(said.rule)) == (1.0, "symbolic.same"), said
print(rr.__file__)
"""


def main() -> None:
    """One step after another; the first that fails ends the program and says why."""
    parser = argparse.ArgumentParser(description="Build the release twice, look into it, and use it.")
    parser.add_argument("pythons", nargs="*", default=[sys.executable], help="interpreters to install it on")
    parser.add_argument("--keep", type=Path, help="copy the files here once all is well")
    options = parser.parse_args()
    release = newest((ROOT / "CHANGELOG.md").read_text("utf-8"))
    other = {place: said for place, said in written().items() if said != release.version}
    stop(
        [f"{place} says {said}: expected {release.version}, as CHANGELOG.md" for place, said in other.items()]
    )
    if os.environ.get("GITHUB_REF_TYPE") == "tag":
        tag = os.environ.get("GITHUB_REF_NAME")
        stop([] if tag == f"v{release.version}" else [f"the tag is {tag}: expected v{release.version}"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = built(folder, release.epoch)
        say(f"{release.version} of {release.day}: the same bytes twice")
        for file in files:
            say(f"  {file.name}: {file.stat().st_size:,} bytes, sha256 {digest(file)}")
        run(sys.executable, "-m", "twine", "check", "--strict", *files)
        stop([*faults(*files)])
        say("twine, sizes, metadata, licence, contents: nothing wrong")
        stop([] if installed(folder, *files, options.pythons) else ["it was installed on no Python"])
        if options.keep:
            changed = run("git", "status", "--porcelain", cwd=ROOT)
            stop([f"what is kept is what is committed, and this is not:\n{changed}"] if changed else [])
            options.keep.mkdir(parents=True, exist_ok=True)
            for file in files:
                shutil.copy2(file, options.keep)


def built(folder: Path, epoch: int) -> tuple[Path, Path]:
    """The sdist, and the wheel that was built from it, after both were built alike by two builders."""
    results = [build(folder / f"builder-{number}", epoch, **how) for number, how in enumerate(_BUILDERS)]
    for first, second in zip(*results, strict=True):
        alike = first.name == second.name and first.read_bytes() == second.read_bytes()
        stop([] if alike else [f"two builders made {first.name} and {second.name}, and they differ"])
    sdist, wheel = results[0]
    return sdist, wheel


def build(folder: Path, epoch: int, umask: str, dated: str, **environment: str) -> tuple[Path, Path]:
    """What a builder makes of a copy of the repository."""
    copy, out = folder / "tree", folder / "dist"
    for name in committed():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
        shutil.copymode(ROOT / name, copy / name)
    shell = f'umask {umask}; find . -type f -exec touch -d {dated} {{}} +; exec "$@"'
    line = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), "."]
    run(
        "sh",
        "-c",
        shell,
        "sh",
        *line,
        cwd=copy,
        env={**os.environ, **environment, "SOURCE_DATE_EPOCH": str(epoch)},
    )
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


def committed() -> list[str]:
    """Every file of the repository; what git was not told of is no part of a release."""
    return [name for name in run("git", "ls-files", "-z", cwd=ROOT).split("\0") if name]


def faults(sdist: Path, wheel: Path) -> Iterator[str]:
    """Whatever is wrong in the files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    readme = published(
        (ROOT / "README.md").read_text("utf-8"), repository(project.get("urls", {})), project["version"]
    )
    homes = [home for home in (os.environ.get("GITHUB_REPOSITORY"),) if home]
    info = f"reasoning_rewards-{project['version']}.dist-info"
    whole = {file: contents.members(file) for file in (sdist, wheel)}
    for file, files in whole.items():
        yield from contents.too_large(file)
        yield from contents.private(files, contents.of_this_machine(ROOT))
    yield from contents.not_the_repository(whole[sdist], committed())
    yield from contents.outside(whole[wheel], ("reasoning_rewards", info))
    for licence in (whole[sdist].get("LICENSE"), whole[wheel].get(f"{info}/licenses/LICENSE")):
        if licence != (ROOT / "LICENSE").read_bytes():
            yield "the licence is not there, or not as the repository has it"
    for text in (whole[sdist]["PKG-INFO"], whole[wheel][f"{info}/METADATA"]):
        yield from contents.wrong_metadata(text.decode(), project, readme, homes)


def installed(folder: Path, sdist: Path, wheel: Path, pythons: list[str]) -> int:
    """On how many of the interpreters it was installed and used."""
    with tarfile.open(sdist) as archive:
        archive.extractall(
            folder / "sources", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {})
        )
    sources = next((folder / "sources").iterdir())
    shutil.rmtree(sources / "src")  # so that nothing can be imported from here
    there = [python for python in pythons if is_there(python)]
    for python in pythons:
        if python not in there:
            say(f"{python} is not on this machine")
    for number, python in enumerate(there):
        say(used(folder / f"environment-{number}", python, wheel, sources))
    return len(there)


def is_there(python: str) -> bool:
    """Whether this interpreter can be started: a shim of a version manager may be there and lead nowhere."""
    return (
        bool(shutil.which(python))
        and subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0
    )


def used(folder: Path, python: str, wheel: Path, sources: Path) -> str:
    """Install the wheel afresh and use it; what was seen."""
    run(python, "-m", "venv", folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    interpreter = programs / "python"
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run(
        interpreter,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        f"{wheel}[test]",
        env=clean,
    )
    run(interpreter, "-m", "pip", "check", env=clean)
    version = run(programs / "reasoning-rewards", "--version", cwd=folder, env=clean).split()[-1]
    home = run(interpreter, "-c", _VERDICT, cwd=folder, env=clean).strip()
    stop([] if Path(home).is_relative_to(folder) else [f"{python} imports {home}: expected it in {folder}"])
    tests = [interpreter, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_readme.py", "-k", "README.md"]
    said = run(*tests, cwd=sources, env=clean).strip().splitlines()[-1]
    name = run(interpreter, "-c", "import platform; print(platform.python_version())", env=clean).strip()
    return f"Python {name}: {version} installed, a worker's verdict, README's snippets: {said}"


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def stop(faults: list[str]) -> None:
    """End here where there is a fault."""
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
