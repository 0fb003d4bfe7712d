#!/usr/bin/env bash
# Adds a router and a gateway to a cluster under load, and prints throughput and lag before and after.
#
#   ./chat4all cluster up                in a terminal
#   demos/scale-out.sh                   then: [data directory of the cluster] [seconds of each measurement]
#
# The load is as much as two benches get through, one on each of two gateways; afterwards one of them is on the new gateway. Needs python3.
# All of it shares one machine: where its processors are busy already, another process has nothing to gain, and this says so.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data=${1:-$home/data/cluster}
seconds=${2:-20}
chat4all="$home/chat4all"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

gateways() { "$chat4all" cluster status --data-dir "$data" | awk '$2 == "gateway" && $5 == "healthy" {print "http://127.0.0.1:" $4}'; }

busy() { # jiffies: busy, all
  awk '/^cpu / {for (i = 2; i <= 9; i++) all += $i; print all - $5 - $6, all}' /proc/stat
}

measure() { # what it is called, gateway, gateway
  local before after
  before=$(busy)
  for i in 1 2; do
    local url=$2
    [ $i = 2 ] && url=$3
    "$chat4all" bench --url "$url" --duration "${seconds}s" --warmup 5s --conversations 50 --in-flight 4 --json >"$work/$i.json" 2>"$work/$i.err" &
    pids[i]=$!
  done
  sleep $((seconds * 2 / 3 + 5))
  "$chat4all" cluster status --lag --data-dir "$data" | awk '/ lag / {sum += $NF} END {print sum + 0}' >"$work/lag"
  for i in 1 2; do
    wait "${pids[i]}" || { cat "$work/$i.err" >&2; echo "scale-out: the load on the cluster failed" >&2; exit 1; }
  done
  after=$(busy)
  python3 - "$1" "$work" "$before" "$after" <<'PY'
import json, sys
name, work, before, after = sys.argv[1:]
runs = [json.load(open(f"{work}/{i}.json")) for i in (1, 2)]
total = lambda figure: sum(float(run[figure]) for run in runs)
b, a = [list(map(int, x.split())) for x in (before, after)]
busy = (a[0] - b[0]) / max(1, a[1] - b[1])
lag = open(f"{work}/lag").read().strip()
print(f"{name:8} accepted {total('accepted_per_s'):8.0f}/s  stored {total('stored_per_s'):8.0f}/s  pushed {total('pushed_per_s'):8.0f}/s"
      f"  lag {lag:>7} records  lost {total('lost'):.0f}  processors busy {busy:4.0%}")
json.dump({"accepted": total("accepted_per_s"), "busy": busy}, open(f"{work}/{name}.json", "w"))
PY
}

mapfile -t before < <(gateways)
if [ "${#before[@]}" -lt 2 ]; then
  echo "scale-out: no cluster with two healthy gateways in $data (./chat4all cluster up)" >&2
  exit 1
fi
measure before "${before[0]}" "${before[1]}"

"$chat4all" cluster add router --data-dir "$data"
"$chat4all" cluster add gateway --data-dir "$data"
mapfile -t now < <(gateways)
measure after "${now[0]}" "${now[-1]}"

python3 - "$work" <<'PY'
import json, os, sys
before, after = [json.load(open(f"{sys.argv[1]}/{name}.json")) for name in ("before", "after")]
change = after["accepted"] / before["accepted"] - 1
print(f"change   {change:+.0%} with one router and one gateway more")
if change < 0.1:
    print(f"No gain: the {os.cpu_count()} processors of this machine were {before['busy']:.0%} busy before, brokers, stores and load included.")
PY
