"""Does a program keep docs/wire.md? `python -m reins.conformance --driver CMD` for robots, `--connect ENDPOINT` for hubs."""
