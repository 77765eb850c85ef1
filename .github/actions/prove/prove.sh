#!/usr/bin/env bash
# Proves PATHS (one in each line) with OPTIONS (one word in each line), and writes the job's summary whatever comes of it.
# Outputs: status, verdict, report (Markdown), sarif. Ends with 0: the action's last step ends with the status.
set -uo pipefail

program=${PROGRAM:-$RUNNER_TEMP/eks-cross-account/node_modules/.bin/eks-cross-account}
folder=$RUNNER_TEMP/eks-cross-account-report
mkdir -p "$folder"

options=()
paths=()
while read -r word; do # read takes the spaces off both ends
  word=${word%$'\r'}
  [ -z "$word" ] || options+=("$word")
done <<<"${OPTIONS:-}"
while read -r path; do
  path=${path%$'\r'}
  [ -z "$path" ] || paths+=("$path")
done <<<"${PATHS:-}"
prove() { "$program" prove ${options[@]+"${options[@]}"} --format "$1" -- ${paths[@]+"${paths[@]}"}; }

prove text 2>"$folder/error.txt" # the job's log
status=$?
cat "$folder/error.txt" >&2

report=$folder/report.md
sarif=$folder/prove.sarif
verdict=
if [ "$status" -le 1 ]; then
  verdict=$(prove json | node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).verdict' 2>/dev/null)
  if [ -z "$verdict" ]; then # such as of --help, which ends with 0 and proves nothing
    status=2
    echo "found no verdict, expected options and paths of prove" | tee "$folder/error.txt" >&2
  fi
fi
if [ "$status" -le 1 ]; then
  prove markdown >"$report"
  prove sarif >"$sarif"
else
  sarif=
  # indented, so that no text of the error can end the block of code
  printf '## prove: nothing was proved\n\nThe input cannot be used:\n\n%s\n' "$(sed 's/^/    /' "$folder/error.txt")" >"$report"
fi

# GitHub takes a mebibyte of a step, and shows nothing of more: then what stands above the folds
if [ "$(wc -c <"$report")" -lt 1000000 ]; then cat "$report"; else sed '/^<details/,$d' "$report"; fi >>"$GITHUB_STEP_SUMMARY"
{
  echo "status=$status"
  echo "verdict=$verdict"
  echo "report=$report"
  echo "sarif=$sarif"
} >>"$GITHUB_OUTPUT"
