"""Data and commands by which the judges of near-copies are fitted."""
