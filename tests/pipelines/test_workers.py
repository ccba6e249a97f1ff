"""Protects: a page that kills, hangs or eats memory costs itself, never the others, and never the run."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from pipelines import workers
from pipelines.workers import Workers

LETHAL, HANGING, GREEDY, RAISING = 13, 14, 15, 16


def work(item: int) -> str:
    if item == LETHAL:
        os.kill(os.getpid(), 9)
    if item == HANGING:
        while True:
            pass
    if item == GREEDY:
        return str(len(bytearray(2**32)))
    if item == RAISING:
        raise ValueError("a bug")
    return f"done {item}"


def dead(item: int, reason: str) -> str:
    return f"dead {item}: {reason.split(':')[0]}"


@pytest.fixture
def pool():
    pool = Workers(2, memory_mb=1024)
    yield pool
    pool.close()


def test_all_but_the_lethal_items_are_done_and_in_order(pool, monkeypatch):
    monkeypatch.setattr(workers, "CHUNK", 5)
    results = list(pool.map(work, [*range(11), LETHAL, GREEDY, RAISING, *range(20, 28)], dead))
    assert results[:11] == [f"done {n}" for n in range(11)]
    assert results[11:14] == ["dead 13: BrokenProcessPool", "dead 15: MemoryError", "dead 16: ValueError"]
    assert results[14:] == [f"done {n}" for n in range(20, 28)]
    assert list(pool.map(work, [1, 2], dead)) == ["done 1", "done 2"], "the pool works on after a crash"


def test_an_item_that_never_ends_is_ended(pool, monkeypatch):
    monkeypatch.setattr(workers, "CPU_SECONDS_PER_ITEM", 1)  # read in the parent, sent with the work
    started = time.monotonic()
    assert list(pool.map(work, [1, HANGING, 2], dead)) == ["done 1", "dead 14: BrokenProcessPool", "done 2"]
    assert time.monotonic() - started < 30


def test_a_worker_does_not_import_the_program_that_was_started(tmp_path):
    script = tmp_path / "program.py"
    script.write_text(
        "print('imported')\n"
        "from pipelines.workers import Workers\n"
        "if __name__ == '__main__':\n"
        "    pool = Workers(2, memory_mb=1024)\n"
        "    print(list(pool.map(str, range(50), lambda item, reason: reason)) == [str(n) for n in range(50)])\n"
        "    pool.close()\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["imported", "True"]


def pid(item: int) -> int:
    return os.getpid()


def test_workers_are_replaced_and_items_taken_as_they_are_needed(pool, monkeypatch):
    monkeypatch.setattr(workers, "CHUNK", 5)
    monkeypatch.setattr(workers, "ITEMS_PER_WORKER", 20)
    items = iter(range(100))
    results = pool.map(pid, items, dead)
    seen = [next(results)]
    assert next(items) <= 5 * (workers.AHEAD * 2 + 1), "more was read than is under way"
    seen += results
    assert len(seen) == 99
    assert len(set(seen)) > 2, "the same processes did all of it"


def test_heavy_items_are_not_sent_together(pool):
    heavy = [bytes(workers.CHUNK_BYTES // 2) for _ in range(3)]
    chunks = [len(chunk) for chunk in workers._chunks(heavy, len, workers.CHUNK)]
    assert chunks == [2, 1]
    light = range(2 * workers.CHUNK + 1)
    assert [len(chunk) for chunk in workers._chunks(light, lambda item: 0, workers.CHUNK)] == [
        workers.CHUNK,
        workers.CHUNK,
        1,
    ]


def test_workers_do_not_outlive_a_killed_process():
    owner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import time\n"
            "from tests.pipelines.test_workers import pid\n"
            "from pipelines.workers import Workers\n"
            "if __name__ == '__main__':\n"
            "    print(*set(Workers(1, 1024).map(pid, [1], None)), flush=True)\n"
            "    time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    worker = psutil.Process(int(owner.stdout.readline()))
    owner.kill()
    owner.wait()
    owner.stdout.close()
    worker.wait(timeout=20)
