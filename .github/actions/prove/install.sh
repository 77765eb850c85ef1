#!/usr/bin/env bash
# Installs the program into $RUNNER_TEMP/eks-cross-account: PACKAGE where it is given, else the package of the release VERSION,
# by default the one that this action is of, checked by the release's own sums.
set -euo pipefail

fail() {
  echo "::error title=eks-cross-account::$1"
  printf '## prove: nothing was proved\n\nThe program could not be installed:\n\n    %s\n' "$1" >>"$GITHUB_STEP_SUMMARY"
  exit 2
}

command -v node >/dev/null || fail "found no Node, expected 20.19 or newer: add actions/setup-node before this action"
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
  fail "found Node $(node --version), expected 20.19 or newer: add actions/setup-node before this action"

manifest=$GITHUB_ACTION_PATH/../../../package.json
field() { node -p "JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8')).$1" "$manifest"; }
# not every runner has sha256sum
sum() { node -p 'require("node:crypto").createHash("sha256").update(require("node:fs").readFileSync(process.argv[1])).digest("hex")' "$1"; }

folder=$RUNNER_TEMP/eks-cross-account
mkdir -p "$folder"
package=${PACKAGE:-}
if [ -n "$package" ]; then
  [ -f "$package" ] || fail "found no package $package"
  package=$(cd "$(dirname -- "$package")" && pwd)/$(basename -- "$package")
else
  version=${VERSION:-$(field version)}
  version=${version#v}
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.-]*$ ]] || fail "found version $version, expected one such as 0.1.0"
  home=$(field repository.url)
  home=${home#git+}
  releases=${RELEASES:-${home%.git}/releases/download}
  name=eks-cross-account-$version.tgz
  for file in "$name" SHA256SUMS; do
    curl --fail --silent --show-error --location --retry 3 --output "$folder/$file" "$releases/v$version/$file" ||
      fail "found no release $version at $releases"
  done
  package=$folder/$name
  listed=$(awk -v name="$name" '$2 == name { print $1 }' "$folder/SHA256SUMS")
  [ -n "$listed" ] || fail "found no sum of $name in the release"
  [ "$listed" = "$(sum "$package")" ] || fail "found another $name than the release's sum is of"
fi
npm install --prefix "$folder" --no-save --ignore-scripts --no-audit --no-fund --loglevel=error "$package" ||
  fail "npm could not install $package: its error is in the job's log"
