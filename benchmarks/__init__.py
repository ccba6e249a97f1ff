"""Speed and memory, as ratios against a named peer measured in the same run: `make bench`.

Machines are shared and noisy, so no test is timed and no figure here is a promise; what carries over to another machine
is the ratio. A benchmark is a module `bench_<what>.py` with a function `run(scale) -> Iterable[Result]`.
"""
