"""make torture: hundreds of rounds of SIGKILL, then the figures. The exit code is 1 when anything was lost."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.torture.rounds import Torture


def main() -> None:
    """Run the rounds and print what they came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--sweeps", type=int, default=3, help="Times that single writes and stops are swept.")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--work", type=Path, help="Folder to work in (default: a temporary one).")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = asked.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        torture = Torture(work, asked.seed)
        began = time.monotonic()
        try:
            for number in range(asked.rounds):
                torture.round()
                if number % 20 == 19 or torture.report.faults:
                    print(f"{number + 1} rounds, {len(torture.report.faults)} faults", flush=True)
                if torture.report.faults:
                    break
            acts = {"write": torture.put, "check": torture.keep, "stop": torture.put}
            for name, act in list(acts.items()) * asked.sweeps:
                if not torture.report.faults:
                    torture.sweep(name, act)
        finally:
            torture.close()
    report = torture.report
    print(f"seed {asked.seed}; {time.monotonic() - began:.0f} s")
    print(f"kills: {report.killed}  ({', '.join(f'{name} {count}' for name, count in sorted(report.rounds.items()))})")
    print(f"acknowledged: {report.acknowledged}; backups taken meanwhile and restored: {report.backups}")
    print(f"start after a kill: median {statistics.median(report.starts_s):.3f} s, most {max(report.starts_s):.3f} s")
    print(f"faults: {len(report.faults)}")
    for each in report.faults[:20]:
        print(f"  {each}")
    sys.exit(1 if report.faults else 0)


if __name__ == "__main__":
    main()
