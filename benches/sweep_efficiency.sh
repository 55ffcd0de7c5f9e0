#!/bin/sh
# How much of a second core arrives in a sweep of 1,000 cells: sh benches/sweep_efficiency.sh [SUANLI [ROUNDS]]
#
# One and two threads take turns, so that a slow moment of the machine meets both; told are the best of each, and the efficiency,
# which is the time on one thread by twice that on two. Whole commands are timed: checks, runs, results and figures.
set -eu
suanli=$(realpath "${1:-target/release/suanli}")
rounds=${2:-3}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$(dirname "$0")/../scenarios/smoke.toml" "$dir"
cd "$dir"

# timed THREADS: milliseconds of a sweep of ten loads, fifty seeds and two policies.
timed() {
    rm -rf out
    began=$(date +%s%N)
    "$suanli" sweep smoke.toml --set 'load=60 %..105 %:5 %' --set seed=1..50 --replications 1 --threads "$1" --out out > told.txt 2> /dev/null
    ended=$(date +%s%N)
    grep -q '^1,000 cells .* 1000 run' told.txt || { cat told.txt >&2; exit 1; }
    echo $(((ended - began) / 1000000))
}

one= two=
for round in $(seq "$rounds"); do
    for threads in 1 2; do
        took=$(timed "$threads")
        echo "round $round: $threads threads: $took ms (load of the machine: $(cut -d' ' -f1 /proc/loadavg))"
        if [ "$threads" = 1 ]; then
            { [ -n "$one" ] && [ "$one" -le "$took" ]; } || one=$took
        else
            { [ -n "$two" ] && [ "$two" -le "$took" ]; } || two=$took
        fi
    done
done
awk -v one="$one" -v two="$two" 'BEGIN { printf "1 thread %d ms, 2 threads %d ms, efficiency %.3f\n", one, two, one / (2 * two) }'
