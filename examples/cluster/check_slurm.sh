#!/bin/sh
# Runs a sweep of 64 cells on a real Slurm with three nodes on this machine, kills a node in the middle of it, and compares
# the results with a local sweep, byte for byte: sh check_slurm.sh SUANLI
#
# It needs root and Debian's slurm-wlm and munge. All daemons are its own, listen on loopback, keep everything in one temporary
# folder, and end with it.
set -eu

suanli=$(realpath "${1:-suanli}")
skip() { echo "skipped: $1"; exit 0; }
for program in munged slurmctld slurmd sbatch squeue scontrol; do
    command -v "$program" > /dev/null || PATH="$PATH:/usr/sbin"
    command -v "$program" > /dev/null || skip "there is no $program: apt-get install slurm-wlm munge"
done
[ "$(id -u)" = 0 ] || skip "only root can start the daemons of Slurm"

dir=$(mktemp -d)
chmod 755 "$dir"
export SLURM_CONF="$dir/slurm.conf"
host=$(hostname -s)

# The processes that have our configuration, and no others.
ours() { grep -lz "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2> /dev/null | cut -d/ -f3 | grep -vx $$ || true; }
finish() {
    scancel --user=root > /dev/null 2>&1 || true
    for name in slurmctld n1 n2 n3 munged; do
        [ ! -s "$dir/$name.pid" ] || kill "$(cat "$dir/$name.pid")" 2> /dev/null || true
    done
    sleep 2
    for process in $(ours); do kill -9 "$process" 2> /dev/null || true; done
    rm -rf "$dir"
}
trap finish EXIT
fail() {
    echo "failed: $1"
    tail -n 5 "$dir"/*.log "$dir"/out/slurm/*.out 2> /dev/null || true
    exit 1
}
# until_so SECONDS COMMAND...: waits until a command is good.
until_so() {
    left=$1
    shift
    until "$@" > /dev/null 2>&1; do
        left=$((left - 1))
        [ 0 -lt "$left" ] || fail "waited in vain for: $*"
        sleep 1
    done
}

mkdir -p "$dir/state" "$dir/n1" "$dir/n2" "$dir/n3"
cat > "$SLURM_CONF" << CONF
ClusterName=suanli
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=17817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CryptoType=crypto/munge
AuthInfo=socket=$dir/munge.socket,cred_expire=5
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=1,sched_interval=2
ReturnToService=2
SlurmdTimeout=10
JobRequeue=1
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/%n
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/%n.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/%n.log
SlurmdParameters=config_overrides
MailProg=/bin/true
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=17821 CPUs=1
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=17822 CPUs=1
NodeName=n3 NodeHostname=$host NodeAddr=127.0.0.1 Port=17823 CPUs=1
PartitionName=all Nodes=n1,n2,n3 Default=YES State=UP MaxTime=INFINITE
CONF

dd if=/dev/urandom of="$dir/munge.key" bs=64 count=1 2> /dev/null
chmod 400 "$dir/munge.key"
munged --force --key-file="$dir/munge.key" --socket="$dir/munge.socket" --pid-file="$dir/munged.pid" \
    --log-file="$dir/munged.log" --seed-file="$dir/munge.seed" 2> /dev/null || fail "munged does not start"
slurmctld || fail "slurmctld does not start"
for node in n1 n2 n3; do slurmd -N "$node" || fail "slurmd of $node does not start"; done
idle() { [ "$(sinfo -h -N -t idle -o %N | wc -l)" = 3 ]; }
until_so 60 idle

# Two loads, eight seeds, two policies, twice each: 64 cells of some months.
cd "$dir"
"$suanli" init centre.toml > /dev/null 2>&1 || fail "suanli init"
set -- centre.toml --set 'load=90 %,110 %' --set seed=1..8 --policy fcfs --policy easy --replications 2 --horizon "${HORIZON:-100 days}"
"$suanli" sweep "$@" --out local > local.txt 2> local.log || { cat local.log; fail "the local sweep"; }
grep -q "64 cells" local.txt || { cat local.txt; fail "these are not 64 cells"; }

"$suanli" submit "$@" --out out --shards 4 > submitted.txt || fail "suanli submit"
cat submitted.txt
# Node n2 dies in the middle of its part: daemon, step and job at once.
of_n2() {
    for process in $(ours); do
        if { tr '\0' '\n' < "/proc/$process/environ"; } 2> /dev/null | grep -qx "SLURMD_NODENAME=n2"; then
            echo "$process"
        fi
    done
}
is_under_way() { [ -n "$(of_n2)" ] && [ "$(find out/cells -name '*.cells' -size +20k | wc -l)" -ge 3 ]; }
until_so 120 is_under_way
jobs=$(of_n2)
kill -9 "$(cat n2.pid)"
for job in $jobs; do
    step=$(awk '/^PPid:/ { print $2 }' "/proc/$job/status" 2> /dev/null || true)
    [ "${step:-0}" -le 1 ] || ! grep -q slurmstepd "/proc/$step/cmdline" || kill -9 "$step" || true
done
for job in $jobs; do kill -9 "$job" 2> /dev/null || true; done
echo "killed node n2 with $(find out/cells -name '*.cells' | wc -l) parts under way"
is_over() { [ -z "$(squeue -h)" ]; }
until_so 600 is_over

for file in results.csv results.parquet points.csv effects.csv sweep.json; do
    cmp "local/$file" "out/$file" || fail "$file differs"
done
for figure in local/plots/*; do cmp "$figure" "out/plots/$(basename "$figure")" || fail "$figure differs"; done
cat out/slurm/*_*.out | grep '^Part' | sort
scontrol show job | grep -q 'Restarts=[1-9]' || fail "no task was queued again"
grep -h '^Part' out/slurm/*_*.out | grep -qv ' 0 reused' || fail "no task went on from its cells"
echo "ok: the sweep on Slurm has the bytes of the local one, and a node that died cost no cell"
