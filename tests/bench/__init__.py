"""Benchmarks: what the house costs beside the bare libraries, as ratios of one run.

``python -m tests.bench NAME`` measures one row of docs/benchmarks.md, ``make bench`` all of them. The process under
test is one of its own; the messenger and its people live in the process that measures. Both sides of a ratio run in
turns (A B A B …), because machines are shared and noisy; CPU is that of the process under test, all its threads. Linux.
"""
