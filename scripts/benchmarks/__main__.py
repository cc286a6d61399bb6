"""python -m scripts.benchmarks."""

from scripts.benchmarks.command import main

main()
