"""``make lock`` and ``make audit``: the packages below Wenheng, with hashes, and what is known against them."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import click

LOCK = Path("requirements.lock")
TORCH_LOCK = Path("requirements-torch.lock")
_HEAD = """\
# Every package of requirements.txt and below, with the hashes of all its files on PyPI. Renew with: make lock
# torch stands in requirements-torch.lock, since its files depend on the machine. Install with: make locked
"""
_TORCH_HEAD = """\
# torch's build for the machine that `make lock` ran on. For another machine install torch first, from an index
# you trust, and use: make locked TORCH_LOCK=
"""
# A question to the index and to the vulnerability service for each package.
_TIMEOUT_S = 900


@click.group()
def main() -> None:
    """Look after the packages below Wenheng."""


@main.command()
@click.option("--tool", required=True, help="pip-compile.")
def lock(tool: str) -> None:
    """Write the hashes of what constraints.txt pins."""
    with tempfile.TemporaryDirectory(prefix="wenheng-") as folder:
        made = Path(folder) / "lock"
        options = ["--quiet", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
        command = [tool, *options, "--strip-extras", "--allow-unsafe", "-c", "constraints.txt", "-o", str(made)]
        subprocess.run([*command, "requirements.txt"], check=True)  # noqa: S603 - a tool of ours
        torch, rest = parted(made.read_text("utf-8"))
    LOCK.write_text(_HEAD + rest, "utf-8")
    TORCH_LOCK.write_text(_TORCH_HEAD + torch, "utf-8")


@main.command()
@click.option("--tool", required=True, help="pip-audit.")
def audit(tool: str) -> None:
    """Say which locked packages have known vulnerabilities; and say so when nobody could be asked.

    The exit code is 1 for vulnerabilities, 3 when packages could not be looked up.
    """
    command = [tool, "--disable-pip", "--require-hashes", "-r", str(LOCK), "-f", "json", "--progress-spinner", "off"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603
    try:
        packages = json.loads(run.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise SystemExit(_unreached("all packages")) from None
    bad, unknown = judged(packages)
    for line in bad:
        click.echo(line)
    if unknown:
        click.echo(_unreached(f"{len(unknown)} of {len(packages)} packages"), err=True)
    if not bad and not unknown:
        click.echo(f"No known vulnerabilities in {len(packages)} packages.")
    raise SystemExit(1 if bad else 3 if unknown else 0)


def parted(locked: str) -> tuple[str, str]:
    """A lock's torch and the rest of it."""
    blocks = [each for each in re.split(r"(?m)^(?=[^\s#])", locked) if each.strip() and not each.startswith("#")]
    torch = [each for each in blocks if each.startswith("torch==")]
    return "".join(torch), "".join(each for each in blocks if each not in torch)


def judged(packages: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """A line for each known vulnerability, and the names of packages that could not be looked up."""
    bad = []
    for each in packages:
        for found in each.get("vulns") or ():
            fixed = ", ".join(found["fix_versions"]) or "none yet"
            bad.append(f"{each['name']} {each['version']}: {found['id']} (fixed in: {fixed})")
    return bad, [str(each["name"]) for each in packages if "skip_reason" in each]


def _unreached(what: str) -> str:
    return f"The data on vulnerabilities could not be reached for {what}: nothing is known of them, good or bad."


if __name__ == "__main__":
    main()
