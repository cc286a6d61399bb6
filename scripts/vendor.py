"""What the page and its tests use of others' work, fetched at a fixed version and checked: ``make vendor``.

Nothing here runs at a user's: the files it writes are in the repository. Run it to raise a version or add an icon.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / "service" / "static" / "vendor"
REGISTRY = "https://registry.npmjs.org"
# The icons of the page, by their names in Lucide; the sprite holds no others.
ICONS = (
    "arrow-down arrow-down-up arrow-left arrow-right arrow-up book-open building-2 calendar chart-column check "
    "chevron-down chevron-left chevron-right circle-alert circle-check circle-help circle-stop clipboard-paste "
    "copy corner-down-left download ellipsis external-link eye eye-off file-check file-plus file-search file-text "
    "files filter folder folder-plus git-compare-arrows history info languages layers library list-tree loader- "
    "circle map message-square minus moon pencil plus printer quote redo-2 rotate-ccw scan-search scan-text "
    "search settings-2 shield-check sliders-horizontal sparkles square-pen sun tag text-quote trash-2 triangle- "
    "alert undo-2 upload x "
)


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the npm registry; ``sha512`` is what the registry says of its archive, in base64."""

    name: str
    version: str
    sha512: str

    def files(self) -> dict[str, bytes]:
        """The files of its archive by path.

        :raises ValueError: If the archive is not the one that was pinned.
        """
        found = httpx.get(f"{REGISTRY}/{self.name}/-/{self.name}-{self.version}.tgz", follow_redirects=True, timeout=60)
        found.raise_for_status()
        if base64.b64encode(hashlib.sha512(found.content).digest()).decode() != self.sha512:
            raise ValueError(f"{self.name} {self.version} is not what was pinned")
        with tarfile.open(fileobj=io.BytesIO(found.content)) as archive:
            members = ((each.name, archive.extractfile(each)) for each in archive.getmembers() if each.isfile())
            return {name.removeprefix("package/"): file.read() for name, file in members if file is not None}


LIT = Package(
    "lit-html", "3.3.3", "el8M6jK2o3RXBnrSHX3ZKrsN8zEV63pSExTO1wYJz7QndGYZ8353e2a5PPX+qHe2aGayfnchQmkAojaWAREOIA=="
)
AXE = Package(
    "axe-core", "4.14.1", "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
)
LUCIDE = Package(
    "lucide-static",
    "1.62.0",
    "WBZA/m2PvkFpMGHDtsBck5P2A9G4ehLlYu4GwwICcmEm1BvYVgj00lCDxKRWLlbMlOibLaiwdQ88G5pHkSWgwA==",
)
_LIT_FILES = (
    "LICENSE",
    "lit-html.js",
    "directive.js",
    "directive-helpers.js",
    "directives/live.js",
    "directives/repeat.js",
)


def write(folder: Path, name: str, content: bytes) -> None:
    """Write a file below a folder, made when it is missing."""
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def sprite(icons: dict[str, str]) -> str:
    """One SVG with a symbol for each icon; strokes are drawn in the colour of the text around."""
    symbols = []
    for name, svg in sorted(icons.items()):
        drawn = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        assert drawn is not None, name  # noqa: S101 - a development tool; a changed package should stop it
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(drawn[1].split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> None:
    """Write all vendored files anew."""
    lit = LIT.files()
    for name in _LIT_FILES:
        write(VENDOR / "lit-html", name, re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", lit[name]))
    lucide = LUCIDE.files()
    icons = {name: lucide[f"icons/{name}.svg"].decode() for name in ICONS.split()}
    write(VENDOR / "lucide", "icons.svg", sprite(icons).encode())
    write(VENDOR / "lucide", "LICENSE", lucide["LICENSE"])
    axe = AXE.files()
    write(ROOT / "tests" / "browser" / "axe", "axe.min.js", axe["axe.min.js"])
    write(ROOT / "tests" / "browser" / "axe", "LICENSE", axe["LICENSE"])


if __name__ == "__main__":
    main()
