"""A sweep on a Ray cluster: python ray_sweep.py OUT PARTS SCENARIO [options of `suanli sweep`] ...

RAY_ADDRESS names the cluster; without it one is made on this machine. All nodes must see OUT and SCENARIO.
A part whose node is lost is run again elsewhere, and goes on from its cells that are done.
"""
import os
import subprocess
import sys

import ray

SUANLI = os.environ.get("SUANLI", "suanli")


@ray.remote(num_cpus=1, max_retries=3, retry_exceptions=True)
def part(number, parts, out, words):
    shard = ["--shard", f"{number}/{parts}", "--threads", "1", "--out", out]
    subprocess.run([SUANLI, "sweep", *words, *shard], check=True, stdout=subprocess.DEVNULL)


def main(out, parts, *words):
    out, parts, words = os.path.abspath(out), int(parts), [os.path.abspath(words[0]), *words[1:]]
    ray.init(include_dashboard=False, log_to_driver=False)
    ray.get([part.remote(number, parts, out, words) for number in range(1, parts + 1)])
    ray.shutdown()
    subprocess.run([SUANLI, "merge", out], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
