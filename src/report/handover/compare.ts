import type { HandedDocument } from "./document-set";
import { shellWord } from "./shell";
import { filling } from "./written";

/**
 * Tells whether what a command prints is a document that was asked for. Neither the order of keys nor that of a list is a
 * difference, nor a list of one from what is in it: AWS gives back either.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
const SAME = `failed=0
asked=$(mktemp -d)
trap 'rm -rf "$asked"' EXIT
normal() { jq -S 'walk(if type == "array" then (if length == 1 then .[0] else sort end) else . end)' "$1" > "$2"; }
same() {
  document=$1
  shift
  "$@" > "$asked/.found" && normal "$asked/.found" "$asked/.is" && normal "$asked/$document" "$asked/.be" &&
    diff "$asked/.be" "$asked/.is"
}`;

/** Documents in a folder of their own, wherever a script runs, and what compares with them; the script ends with $failed. */
export const comparing = (
  documents: readonly HandedDocument[],
  variables: ReadonlyMap<string, string>,
): readonly string[] => [
  SAME,
  ...documents.map((document) => filling(document, variables, `"$asked"/${shellWord(document.file)}`)),
];

/** Says of a document whether AWS has it, and fails where not. */
export const CHECK = `check() {
  if same "$@"; then echo "$1: as asked"; else echo "$1: NOT AS ASKED"; failed=1; fi
}`;

/** Whether AWS has a document just as it was asked for, and what was there before is known; says what to do where not. */
export const OURS = `ours() {
  before=$1 file=$2
  shift 2
  if [ ! -e "$before" ]; then
    why="$before, with what was there before, is not in this folder"
  elif normal "$before" "$asked/.before" && normal "$asked/$file" "$asked/.be" && cmp -s "$asked/.before" "$asked/.be"; then
    why="$before has nothing else than what was asked for"
  elif ! same "$file" "$@" > "$asked/.diff"; then
    why="what is there now is not what was asked for"
  else
    return 0
  fi
  echo "left as it is, $file: $why; take its statements out of what is there by hand" >&2
  failed=1
  return 1
}`;
