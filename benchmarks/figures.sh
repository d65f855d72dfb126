#!/usr/bin/env bash
# Puts figures into README.md: benchmarks/figures.sh NAME FILE replaces what stands between the lines
# "<!-- figures: NAME -->" and "<!-- end of figures -->" by the contents of FILE ("-": standard input).
set -euo pipefail
readme=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/README.md
case ${1:-} in
  --help | -h | '') sed -n '2,3s/^# //p' "$0"; printf 'Names:'; sed -n 's/^<!-- figures: \(.*\) -->$/ \1/p' "$readme" | tr -d '\n'; echo; exit 0 ;;
esac
[ $# = 2 ] || { echo "figures.sh: NAME FILE (see --help)" >&2; exit 2; }
grep -qxF "<!-- figures: $1 -->" "$readme" || { echo "figures.sh: $readme has no place for '$1' (see --help)" >&2; exit 2; }
new=$(mktemp)
trap 'rm -f "$new"' EXIT
cat -- "$2" | awk -v begin="<!-- figures: $1 -->" '
  NR == FNR { text = text $0 "\n"; next }
  $0 == begin { print; printf "%s", text; skip = 1; next }
  $0 == "<!-- end of figures -->" { skip = 0 }
  !skip' - "$readme" >"$new"
cat "$new" >"$readme"
