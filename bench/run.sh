#!/usr/bin/env bash
# Measures Rempart's gateway, with every guard on, beside Portkey's, nginx as a bare proxy and no proxy at all: in one
# run, in turns, on the same work. Writes bench/RESULTS.md and bench/results.svg. Takes about twelve minutes; nothing
# else may run beside it. Linux only: the CPU time is read from /proc.
#
#   bench/run.sh
#
#   ONLY="direct nginx"   only these of: direct nginx portkey rempart
#   QUICK=1               everything a fifth as long, to try the script
#   RESULTS=FOLDER        where the report goes; bench/, or bench/target/quick/ where ONLY or QUICK is set
#   SKIP_BUILD=1          bench/target/classes (or the folder in BENCH_CLASSES) is there already
#   BENCH_PORT=N          the first of six ports, 18100
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$here")
cd "$root"
readonly here root

say() { printf 'bench: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

targets=${ONLY:-direct nginx portkey rempart}
divide=1
[ "${QUICK:-}" != 1 ] || divide=5
results=$here
if [ -n "${ONLY:-}" ] || [ "$divide" != 1 ]; then results=$here/target/quick; fi
results=${RESULTS:-$results}
for each in $targets; do
  case $each in direct | nginx | portkey | rempart) ;; *) die "ONLY knows direct, nginx, portkey and rempart, not $each" ;; esac
done

first_port=${BENCH_PORT:-18100}
mock_port=$first_port nginx_port=$((first_port + 1)) portkey_port=$((first_port + 2))
rempart_port=$((first_port + 3)) ops_port=$((first_port + 4))
readonly events=100 pause=2 connections=8 rate=500 repetitions=3

work=$(mktemp -d "${TMPDIR:-/tmp}/rempart-bench.XXXXXX")
rounds=$work/rounds.tsv
facts=$work/facts.tsv
: >"$rounds"
: >"$facts"

# --- processes --------------------------------------------------------------------------------------

declare -A started=()

stop() {
  local pid=${started[$1]:-} waited=0
  [ -n "$pid" ] || return 0
  unset "started[$1]"
  kill "$pid" 2>/dev/null || return 0
  while [ -e "/proc/$pid" ] && [ $waited -lt 100 ]; do
    # A child that has ended stays in /proc until it is waited for.
    if grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; then break; fi
    sleep 0.1
    waited=$((waited + 1))
  done
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

clean_up() {
  local status=$? each
  trap - EXIT
  for each in "${!started[@]}"; do stop "$each"; done
  if [ "$status" = 0 ] && [ "${KEEP:-}" != 1 ]; then rm -rf "$work"; else say "what was measured and said is in $work"; fi
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

fact() { printf '%s\t%s\n' "$1" "$2" >>"$facts"; }
# Something that a reader of the figures has to know.
note() {
  say "$1"
  fact note "$1"
}

milliseconds() { local now=$EPOCHREALTIME; now=${now/[.,]/}; echo $((now / 1000)); }

accepts() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
is_ready() { curl -sf -o "$work/ready" "http://127.0.0.1:$ops_port/health/ready"; }

# Waits until command $2… succeeds; dies if process $1 ends, or after a minute.
wait_until() {
  local name=$1 tries=0
  shift
  until "$@"; do
    kill -0 "${started[$name]}" 2>/dev/null || die "$name ended; see $work/$name.log: $(tail -n 5 "$work/$name.log")"
    tries=$((tries + 1))
    [ $tries -lt 6000 ] || die "$name does not answer after a minute"
    sleep 0.01
  done
}

# The numbers of the processes of $1, with commas in between.
pids_of() {
  local pid=${started[$1]:-} child all
  [ -n "$pid" ] || return 0
  all=$pid
  for child in $(cat /proc/"$pid"/task/*/children 2>/dev/null); do
    case $1 in
      nginx) all=$all,$child ;;
      # The launcher becomes java; if it ever stays, java is its child.
      rempart) if [ "$(cat "/proc/$child/comm")" = java ]; then all=$child; fi ;;
    esac
  done
  echo "$all"
}

# Resident memory of the processes of $1, in KiB.
memory_of() {
  local pid sum=0
  for pid in $(pids_of "$1" | tr , ' '); do
    sum=$((sum + $(awk '/^VmRSS:/ { print $2 }' "/proc/$pid/status")))
  done
  echo "$sum"
}

# --- what is started --------------------------------------------------------------------------------

start_mock() {
  "$java" -Xmx1g -cp "$classes" "$package.MockProvider" --port "$mock_port" --events $events --pause $pause \
    --slow-pause 10000 >"$work/mock.log" 2>&1 &
  started[mock]=$!
  wait_until mock accepts "$mock_port"
}

start_nginx() {
  sed "s|@WORK@|$work|g; s|@MOCK@|$mock_port|g; s|@PORT@|$nginx_port|g; s|@FILES@|$(ulimit -n)|g" \
    "$here/nginx.conf.template" >"$work/nginx.conf"
  nginx -c "$work/nginx.conf" -p "$work" -e "$work/nginx.log" -g 'daemon off;' >"$work/nginx.log" 2>&1 &
  started[nginx]=$!
  wait_until nginx accepts "$nginx_port"
}

start_portkey() {
  NODE_ENV=production node "$here/portkey/node_modules/@portkey-ai/gateway/build/start-server.js" \
    --port="$portkey_port" --headless >"$work/portkey.log" 2>&1 &
  started[portkey]=$!
  wait_until portkey accepts "$portkey_port"
}

start_rempart() {
  OPENAI_API_KEY=sk-bench-0000000000000000 OPENAI_BASE_URL=http://127.0.0.1:$mock_port/v1 \
    ./rempart serve --config "$work/rempart.yaml" --port "$rempart_port" --ops-port "$ops_port" --data "$work/data" \
    >"$work/rempart.log" 2>&1 &
  started[rempart]=$!
  wait_until rempart is_ready
}

# Starts $1 three times; the last one stays.
time_starts() {
  local before times=() turn
  for turn in 1 2 3; do
    before=$(milliseconds)
    "start_$1"
    times+=($(($(milliseconds) - before)))
    [ "$turn" = 3 ] || stop "$1"
  done
  fact "start-$1" "$(printf '%s\n' "${times[@]}" | sort -n | sed -n 2p)"
}

# --- measuring --------------------------------------------------------------------------------------

# Runs the load generator against $1 with the other arguments.
load() {
  local target=$1 port model=bench-model headers=(--header "Authorization: Bearer $key")
  shift
  case $target in
    direct) port=$mock_port ;;
    nginx) port=$nginx_port ;;
    portkey)
      port=$portkey_port
      headers+=(--header 'x-portkey-provider: openai'
        --header "x-portkey-custom-host: http://127.0.0.1:$mock_port/v1")
      ;;
    rempart) port=$rempart_port ;;
  esac
  if [ "${slow:-}" = 1 ]; then model=bench-slow; fi
  if [ "$target" = rempart ]; then model=openai/$model; fi
  "$java" -Xmx2g -XX:+UseSerialGC -cp "$classes" "$package.LoadGenerator" --port "$port" --model "$model" "${headers[@]}" \
    --pids "$(pids_of "$target")" --hz "$(getconf CLK_TCK)" "$@" 2>>"$work/load.log"
}

# The duration $1, in seconds, of this run.
long() { awk -v seconds="$1" -v divide=$divide 'BEGIN { print seconds / divide }'; }

# One round: repetition $1, target $2, work $3, and how the load generator does it.
measure() {
  local repetition=$1 target=$2 phase=$3 line
  shift 3
  line=$(load "$target" --warmup "$(long 1.5)" "$@") || die "the load generator failed: $(tail -n 3 "$work/load.log")"
  printf '%s\t%s\t%s\t%s\t%s\n' "$target" "$phase" "$repetition" "$(memory_of "$target")" "$line" >>"$rounds"
  say "$repetition $target $phase $line"
  case $line in
    *'"failed":0,'*) ;;
    *) note "Thrown away: repetition $repetition of $target, $phase: $line ($(tail -n 1 "$work/load.log"))" ;;
  esac
}

round() {
  measure "$1" "$2" closed --mode closed --connections $connections --seconds "$(long 10)"
  measure "$1" "$2" rate --mode rate --rate $rate --seconds "$(long 20)"
  measure "$1" "$2" stream --mode stream --connections $connections --events $events --seconds "$(long 10)"
}

warm_up() {
  local whole=3
  # The JVM compiles what is hot for about a minute.
  if [ "$1" = rempart ]; then whole=60; fi
  load "$1" --mode closed --connections $connections --seconds "$(long $whole)" >>"$work/warm-up.log"
  load "$1" --mode stream --connections $connections --events $events --seconds "$(long $((whole / 2)))" >>"$work/warm-up.log"
}

# Memory of Rempart with $1 streams open.
hold() {
  local streams=$1 files=$(($(ulimit -n) - 800)) wanted=$1 loader line
  if [ $((streams * 2)) -gt $files ]; then
    streams=$((files / 2))
    note "$wanted open streams need more than the $(ulimit -n) open files that one process may have on this machine; $streams were opened."
  fi
  # A client that has gone is noticed at the next event: the streams of the round before are let go first.
  until [ "$(find "/proc/$(pids_of rempart)/fd" -mindepth 1 2>/dev/null | wc -l)" -lt 700 ]; do sleep 0.5; done
  : >"$work/hold"
  slow=1 load rempart --mode hold --streams "$streams" --seconds "$(long 10)" >>"$work/hold" &
  loader=$!
  until grep -q '^open' "$work/hold"; do
    kill -0 $loader 2>/dev/null || break
    sleep 0.1
  done
  sleep "$(long 8)"
  line=$(memory_of rempart)
  wait $loader || true
  say "hold $wanted $line KiB $(tail -n 1 "$work/hold")"
  if grep -q "\"streams\":$streams,\"alive\":$streams," "$work/hold"; then
    printf 'rempart\thold\t%s\t%s\t%s\n' "$wanted" "$line" "$(tail -n 1 "$work/hold")" >>"$rounds"
  else
    note "Thrown away: of $streams streams not all stayed open: $(tail -n 1 "$work/hold") ($(tail -n 1 "$work/load.log"))"
  fi
}

# --- getting ready ----------------------------------------------------------------------------------

[ -r /proc/self/stat ] || die "needs Linux"
command -v curl >/dev/null || die "needs curl"
JAVA_HOME=${JAVA_HOME:-/usr/lib/jvm/temurin-25-jdk-amd64}
export JAVA_HOME
java=$JAVA_HOME/bin/java
[ -x "$java" ] || die "needs a JDK 25: set JAVA_HOME"
ulimit -n "$(ulimit -Hn)"

package=eu.rempart.bench.gateway
classes=${BENCH_CLASSES:-$here/target/classes}
if [ "${SKIP_BUILD:-}" != 1 ]; then
  say "building"
  mvn -q -B -ntp -Pbench -pl bench -am package -DskipTests
fi
[ -d "$classes/eu/rempart/bench/gateway" ] || die "no classes in $classes"

# Leaves out target $1, because of $2.
leave_out() {
  local kept='' each
  for each in $targets; do [ "$each" = "$1" ] || kept="$kept $each"; done
  targets=$kept
  note "$1 was left out: $2"
}
is_wanted() { case " $targets " in *" $1 "*) ;; *) return 1 ;; esac }

if is_wanted nginx && ! command -v nginx >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing Debian's nginx-light"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >"$work/apt.log" 2>&1 ||
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light; } \
        >>"$work/apt.log" 2>&1 || true
  fi
  command -v nginx >/dev/null || leave_out nginx "it is not installed"
fi
if is_wanted portkey; then
  if command -v node >/dev/null && command -v npm >/dev/null; then
    (cd "$here/portkey" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  else
    leave_out portkey "it needs Node"
  fi
fi

key=sk-bench-0000000000000000
start_mock
fact date "$(date -u +%F)"
fact processors "$(nproc)"
fact cpu "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)"
fact memory "$(awk '/^MemTotal:/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo)"
fact kernel "$(uname -s) $(uname -r | cut -d- -f1)"
fact java "$("$java" --version | head -n 1)"
fact events $events
fact pause $pause
fact connections $connections
fact rate $rate
fact repetitions $repetitions
fact divide $divide
fact commit "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)$([ -z "$(git status --porcelain 2>/dev/null)" ] || echo ', with changes')"

if is_wanted nginx; then
  fact version-nginx "$(nginx -v 2>&1 | sed 's/.*nginx\///')"
  time_starts nginx
fi
if is_wanted portkey; then
  fact version-portkey "$(sed -n 's/.*"@portkey-ai\/gateway": "\(.*\)".*/\1/p' "$here/portkey/package.json"), Node $(node --version)"
  time_starts portkey
fi
if is_wanted rempart; then
  cat >"$work/rempart.yaml" <<'YAML'
limits:
  user-per-minute: 1000000
  agent-per-minute: 1000000
  global-per-hour: 1000000000
  tiers:
    enterprise: 1000000000
prices:
  models:
    bench-model:
      currency: EUR
      input: 0.15
      output: 0.60
    bench-slow:
      currency: EUR
      input: 0.15
      output: 0.60
YAML
  ./rempart build
  time_starts rempart
  ./rempart user create --name bench --role user --tier enterprise --data "$work/data" >"$work/user.log"
  key=$(./rempart token create --user bench --scope gateway --data "$work/data" | tail -n 1)
fi

# One request of each kind must work before anything is measured.
for each in $targets; do
  for mode in closed stream; do
    line=$(load "$each" --mode $mode --connections 1 --events $events --seconds 0.3)
    case $line in
      *'"requests":0,'*) die "$each does not answer ($mode): $line $(tail -n 1 "$work/load.log")" ;;
      *'"failed":0,'*) ;;
      *) die "$each does not answer as it should ($mode): $line $(tail -n 1 "$work/load.log")" ;;
    esac
  done
  say "warming up $each"
  warm_up "$each"
  fact "idle-$each" "$(memory_of "$each")"
done

# --- the rounds -------------------------------------------------------------------------------------

for ((repetition = 1; repetition <= repetitions; repetition++)); do
  for each in $targets; do round "$repetition" "$each"; done
done
if is_wanted rempart; then
  # Started afresh: what is looked for is the memory of the streams, not what the heap grew to in the rounds.
  stop rempart
  start_rempart
  load rempart --mode stream --connections $connections --events $events --seconds "$(long 5)" >>"$work/warm-up.log"
  for each in 1000 5000 10000; do hold "$each"; done
fi

mkdir -p "$results"
"$java" -cp "$classes" "$package.Results" --rounds "$rounds" --facts "$facts" --to "$results"
say "the report is $results/RESULTS.md"
