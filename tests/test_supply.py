"""The packages below Wenheng: what is locked with hashes is what was tested; what the audit says."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.supply import judged, parted

ROOT = Path(__file__).parent.parent


def name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def pins(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text("utf-8").splitlines()
    found = (re.match(r"([\w.\-]+)==([\w.+]+)", line) for line in lines)
    return {name(each[1]): each[2].partition("+")[0] for each in found if each}


def test_the_lock_has_every_package_at_the_version_that_was_tested() -> None:
    locked, tested = pins("requirements.lock") | pins("requirements-torch.lock"), pins("constraints.txt")
    assert {each: version for each, version in locked.items() if each in tested} == {
        each: tested[each] for each in locked if each in tested
    }, "run: make lock"
    direct = re.findall(r"^([\w.\-]+)[=<>]", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert {name(each) for each in direct} <= locked.keys(), "run: make lock"


def test_every_locked_package_has_hashes() -> None:
    for file in ("requirements.lock", "requirements-torch.lock"):
        blocks = re.split(r"(?m)^(?=[a-zA-Z])", (ROOT / file).read_text("utf-8"))
        assert all("--hash=sha256:" in each for each in blocks if "==" in each)


def test_torch_stands_apart() -> None:
    blocks = [f"{each} \\\n    --hash=sha256:1\n    # via -r x\n" for each in ("a==1", "torch==2+cpu", "z==3")]
    locked = "".join(blocks)
    torch, rest = parted(locked)
    assert torch.startswith("torch==2+cpu")
    assert "via" in torch
    assert rest == locked.replace(torch, "")


def test_the_audit_tells_the_bad_from_the_unknown() -> None:
    bad, unknown = judged(
        [
            {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]},
            {"name": "b", "version": "1", "vulns": []},
            {"name": "c", "skip_reason": "not found"},
        ]
    )
    assert bad == ["a 1: CVE-1 (fixed in: 2)"]
    assert unknown == ["c"]
