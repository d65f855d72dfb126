#!/usr/bin/env bash
# Penstock beside the programs that people would use instead: the same questions, asked by turns, answered in one Markdown table.
set -uo pipefail
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar=$here/target/benchmarks.jar
examples=$here/../examples/target/penstock-examples.jar
results=$here/target/compare
table=$here/target/compare.md

usage() {
  cat <<'END'
Usage: benchmarks/compare.sh [--quick] [--only stage|hop|call] [--repeat N] [--size WxH] [--fps N] [--kbps N]

Runs Penstock and what is installed of GStreamer, ffmpeg and Chromium by turns, and prints one Markdown table of medians with ratios to
standard output and to benchmarks/target/compare.md. Progress goes to standard error. What is not installed is named in the table.

  --only WHAT   stage: what a stage costs; hop: what a queue to another thread costs; call: a call with H.264 and Opus. May be given again.
  --repeat N    rounds (default 3); a median of 3 or more, on a machine that does nothing else, is a figure
  --quick       one round of short runs: shows that everything works (about 3 minutes), the figures mean little
  --size WxH    size of the picture in calls (default 360x640)
  --fps N       pictures a second in calls (default 15)
  --kbps N      bit rate of the picture in calls (default 1152)

A run during which other machines took more than 0.1 core or other programs used more than 0.2 is repeated, at most twice; the calmest counts.
All rounds take about 30 minutes. Build first: mvn -q -DskipTests package. Results of each run stay in benchmarks/target/compare.
END
}

bad() { printf 'compare.sh: %s (see --help)\n' "$1" >&2; exit 2; }
number() { [[ ${2:-} =~ ^[1-9][0-9]{0,5}$ ]] || bad "$1 wants a number above 0, found '${2:-}'"; }

quick='' repeat='' only='' size=360x640 fps=15 kbps=1152
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --quick) quick=yes ;;
    --only) case ${2:-} in stage | hop | call) only+=" $2" ;; *) bad "--only wants stage, hop or call, found '${2:-}'" ;; esac; shift ;;
    --repeat) number "$1" "${2:-}"; repeat=$2; shift ;;
    --size) [[ ${2:-} =~ ^[1-9][0-9]*x[1-9][0-9]*$ ]] || bad "--size wants WxH, found '${2:-}'"; size=$2; shift ;;
    --fps) number "$1" "${2:-}"; fps=$2; shift ;;
    --kbps) number "$1" "${2:-}"; kbps=$2; shift ;;
    *) bad "unknown option '$1'" ;;
  esac
  shift
done
repeat=${repeat:-$([ -n "$quick" ] && echo 1 || echo 3)}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || { echo "compare.sh: no java on PATH, and JAVA_HOME names none" >&2; exit 1; }
for built in "$jar" "$examples"; do
  [ -f "$built" ] || { echo "compare.sh: ${built#"$here"/../} is not built yet: mvn -q -DskipTests package" >&2; exit 1; }
done

if [ -n "$quick" ]; then
  warm=3 seconds=5 jmh=(-f 1 -wi 2 -w 200ms -i 2 -r 200ms) buffers=200000
else
  warm=5 seconds=30 jmh=() buffers=1000000
fi
rm -rf "$results"
mkdir -p "$results"
log=$results/log
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

say() { printf '%s  %s\n' "$(date +%T)" "$*" >&2; }
have() { command -v "$1" >/dev/null; }
browser=''
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  [ -n "$browser" ] || browser=$(command -v "$name" || true)
done

absent=()
have gst-launch-1.0 || absent+=(--absent "gst-launch-1.0=absent (no gst-launch-1.0 on PATH)")
have ffmpeg || absent+=(--absent "ffmpeg=absent (no ffmpeg on PATH)")
[ -n "$browser" ] || absent+=(--absent "chromium=absent (no Chromium on PATH)")
for ((i = 1; i < ${#absent[@]}; i += 2)); do say "${absent[i]}"; done

# ---- how calm the machine was ------------------------------------------------------------------------------------------------------

# Busy and stolen seconds of all processors since boot, seconds of what was started here and has ended, and the time.
sample() {
  local user nice system irq softirq steal hertz
  times >"$scratch/times"
  if [ -r /proc/stat ]; then
    read -r _ user nice system _ _ irq softirq steal _ </proc/stat
    hertz=$(getconf CLK_TCK 2>/dev/null || echo 100)
    echo "$((user + nice + system + irq + softirq)) $steal $hertz"
  else
    echo "nan nan 1"
  fi
  awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); sum += t[1] * 60 + t[2] } print sum }' "$scratch/times"
  echo "$EPOCHREALTIME"
}

# Stolen and foreign cores between two samples; $3 is what a run says that it used itself where that could not be seen from here.
load_between() {
  awk -v own="${3:-0}" '
    FNR == 1 { busy[++n] = $1 / $3; stolen[n] = $2 / $3 } FNR == 2 { mine[n] = $1 } FNR == 3 { at[n] = $1 }
    END {
      span = at[2] - at[1]; used = mine[2] - mine[1]; if (own > used) used = own
      foreign = (busy[2] - busy[1] - used) / span; if (foreign < 0) foreign = 0
      if (busy[1] "" == "nan") print "nan nan"; else printf "%.3f %.3f\n", (stolen[2] - stolen[1]) / span, foreign
    }' "$1" "$2"
}

calm() { awk '{ exit !($1 == "nan" || ($1 <= 0.1 && $2 <= 0.2)) }' <<<"$1"; }
worse() { awk '{ exit !($1 + $2 > $3 + $4) }' <<<"$1 $2"; }

# run CASE ROUND COMMAND…: the command writes its result to the file named by its last argument.
run() {
  local name=$1 round=$2 try load own best=''
  shift 2
  for try in 1 2 3; do
    rm -f "$scratch/result"
    sample >"$scratch/before"
    if ! "$@" "$scratch/result" >>"$log" 2>&1 || [ ! -s "$scratch/result" ]; then
      [ "$try" = 3 ] || { say "$name, round $round: failed, once more"; sleep 3; continue; }
      say "$name, round $round: FAILED, see ${log#"$PWD"/}"
      return 0
    fi
    sample >"$scratch/after"
    own=$(grep -o '"ownCpuSeconds":[0-9.]*' "$scratch/result" | cut -d: -f2)
    load=$(load_between "$scratch/before" "$scratch/after" "${own:-0}")
    if [ -z "$best" ] || worse "$best" "$load"; then
      best=$load
      cp "$scratch/result" "$results/$name.$round.json"
      echo "$load" >"$results/$name.$round.load"
    fi
    say "$name, round $round: done (stolen and other load in cores: $load)"
    calm "$load" && return 0
    [ "$try" = 3 ] || [ -n "$quick" ] || say "$name, round $round: the machine was not calm, once more"
    [ -z "$quick" ] || return 0
  done
}

# ---- what is run -------------------------------------------------------------------------------------------------------------------

stage_ours() { "$java" -jar "$jar" jmh 'FusedChain\.(frame|stageAsPlainCall)$' -p stages=1,14 "${jmh[@]}" -rf json -rff "$1"; }
hop_ours() { "$java" -jar "$jar" jmh 'AsyncHop\.(graph|twoThreads|twoThreadsUnsafe)$' "${jmh[@]}" -rf json -rff "$1"; }

# Nanoseconds a buffer of a chain between fakesrc and fakesink; the start of the program falls out when two chains are subtracted.
gst_ns() {
  local from=${EPOCHREALTIME/./}
  gst-launch-1.0 -q fakesrc num-buffers="$buffers" sizetype=fixed sizemax=64 filltype=nothing "$@" ! fakesink || return 1
  echo $(((${EPOCHREALTIME/./} - from) * 1000 / buffers))
}
identities() { for _ in $(seq "$1"); do printf '! identity '; done; }
stage_gst() {
  local one fifteen
  # shellcheck disable=SC2046  # words of a pipeline
  one=$(gst_ns $(identities 1)) && fifteen=$(gst_ns $(identities 15)) || return 1
  echo "{\"oneNs\": $one, \"fifteenNs\": $fifteen, \"identityNs\": $(((fifteen - one) / 14))}" >"$1"
}
hop_gst() {
  local none one
  none=$(gst_ns) && one=$(gst_ns ! queue) || return 1
  echo "{\"noneNs\": $none, \"oneNs\": $one, \"queueNs\": $((one - none))}" >"$1"
}

call_ours() {
  timeout 600 "$java" -jar "$examples" call --seconds "$seconds" --size "$size" --fps "$fps" --bitrate "${kbps}k" --video "$scratch/clip.y4m" \
    --out "$scratch/call" && cp "$scratch/call/call-report.json" "$1"
}
# piped PROGRAM KIND FILE
piped() {
  timeout 300 "$java" -jar "$jar" stamp call --size "$size" --fps "$fps" --kbps "$kbps" --warm "$warm" --seconds "$seconds" --join 1.5 \
    --sender "$here/peers/$1-send.sh" --receiver "$here/peers/$1-receive.sh" "$2" >"$3"
}
call_chromium() {
  timeout 300 "$java" -jar "$jar" chromium --browser "$browser" --size "$size" --fps "$fps" --kbps "$kbps" --warm "$warm" --seconds "$seconds" >"$1"
}

rounds() {
  local round
  for round in $(seq "$repeat"); do "$1" "$round"; done
}
stage() {
  run stage-ours "$1" stage_ours
  ! have gst-launch-1.0 || run stage-gst "$1" stage_gst
}
hop() {
  run hop-ours "$1" hop_ours
  ! have gst-launch-1.0 || run hop-gst "$1" hop_gst
}
call() {
  local kind
  run call-ours "$1" call_ours
  for kind in tuned default; do
    ! have gst-launch-1.0 || run "call-gst-$kind" "$1" piped gst "$kind"
    ! have ffmpeg || run "call-ffmpeg-$kind" "$1" piped ffmpeg "$kind"
  done
  [ -z "$browser" ] || run call-chromium "$1" call_chromium
}

for question in ${only:-stage hop call}; do
  say "$question: $repeat round(s)"
  if [ "$question" = call ]; then
    "$java" -jar "$jar" stamp clip "$size" "$fps" "$scratch/clip.y4m" || exit 2
  fi
  rounds "$question"
done

"$java" -jar "$jar" compare-table ${absent[@]+"${absent[@]}"} "$results" | tee "$table"
