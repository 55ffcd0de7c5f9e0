"""A sweep on a Dask cluster: python dask_sweep.py OUT PARTS SCENARIO [options of `suanli sweep`] ...

DASK_SCHEDULER names the scheduler; without it a cluster is made on this machine. All workers must see OUT and SCENARIO.
A part whose worker is lost is run again elsewhere, and goes on from its cells that are done.
"""
import os
import subprocess
import sys

from dask.distributed import Client, LocalCluster

SUANLI = os.environ.get("SUANLI", "suanli")


def part(number, parts, out, words):
    shard = ["--shard", f"{number}/{parts}", "--threads", "1", "--out", out]
    subprocess.run([SUANLI, "sweep", *words, *shard], check=True, stdout=subprocess.DEVNULL)


def main(out, parts, *words):
    out, parts, words = os.path.abspath(out), int(parts), [os.path.abspath(words[0]), *words[1:]]
    cluster = os.environ.get("DASK_SCHEDULER") or LocalCluster(threads_per_worker=1, dashboard_address=None)
    with Client(cluster) as client:
        tasks = [client.submit(part, n, parts, out, words, pure=False, retries=3) for n in range(1, parts + 1)]
        client.gather(tasks)
    subprocess.run([SUANLI, "merge", out], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
