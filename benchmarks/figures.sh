#!/usr/bin/env bash
# Puts figures into README.md or a page of docs: benchmarks/figures.sh NAME FILE replaces what stands between the lines
# "<!-- figures: NAME -->" and "<!-- end of figures -->" by the contents of FILE ("-": standard input).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pages=("$here/README.md" "$here"/../docs/*.md)
case ${1:-} in
  --help | -h | '') sed -n '2,3s/^# //p' "$0"; printf 'Names:'; sed -n 's/^<!-- figures: \(.*\) -->$/ \1/p' "${pages[@]}" | tr -d '\n'; echo; exit 0 ;;
esac
[ $# = 2 ] || { echo "figures.sh: NAME FILE (see --help)" >&2; exit 2; }
readme=$(grep -lxF "<!-- figures: $1 -->" "${pages[@]}" | head -1) || true
[ -n "$readme" ] || { echo "figures.sh: neither README.md nor docs have a place for '$1' (see --help)" >&2; exit 2; }
new=$(mktemp)
trap 'rm -f "$new"' EXIT
cat -- "$2" | awk -v begin="<!-- figures: $1 -->" '
  NR == FNR { text = text $0 "\n"; next }
  $0 == begin { print; printf "%s", text; skip = 1; next }
  $0 == "<!-- end of figures -->" { skip = 0 }
  !skip' - "$readme" >"$new"
cat "$new" >"$readme"
