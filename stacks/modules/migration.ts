import type { Model } from "../../src/model";

/**
 * How what stacks with states of their own have made comes under modules of a root module: by moving entries of states. Not by
 * `import`, which has no way for a random_pet, on which a bucket's name rests, and asks for ids that only AWS knows.
 * @param stacks where the stacks' folders are
 * @see https://developer.hashicorp.com/terraform/cli/commands/state/mv
 */
export function migration({ stacks }: Model, stacksFolder: string): string {
  const names = stacks.map(({ name }) => name).join(" ");
  return `# From stacks with states of their own

Nothing is made, changed or destroyed: entries of the stacks' states become entries of your root module's state, under the
modules that it calls. It works with every backend. Do it while nobody else applies.

1. Keep the stacks' folders as they were applied, each initialized: \`terraform -chdir=${stacksFolder}/${stacks[0]?.name} init\`.
2. In your root module call the modules ([README.md](README.md)), run \`terraform init\`, and do not apply.
3. In its folder:

\`\`\`sh
set -eu
stacks=${stacksFolder}   # the folder of the stacks' folders
here=$(pwd)
mkdir -p moved-states && cd moved-states

terraform -chdir="$here" state pull > root.tfstate
[ -e root.before ] || cp root.tfstate root.before
for stack in ${names}; do
  terraform -chdir="$here/$stacks/$stack" state pull > "$stack.tfstate"
  [ -s "$stack.tfstate" ] || continue   # never applied
  [ -e "$stack.before" ] || cp "$stack.tfstate" "$stack.before"
  # one with count or for_each: module.$stack[0], module.$stack[\\"key\\"]
  for address in $(terraform state list -state="$stack.tfstate" | grep -v '^data\\.'); do
    if [ -s root.tfstate ] && terraform state list -state=root.tfstate | grep -qxF "module.$stack.$address"; then
      echo "stays in $stack, as the root module has one: $address" >&2
    else
      terraform state mv -state="$stack.tfstate" -state-out=root.tfstate "$address" "module.$stack.$address"
    fi
  done
done

[ ! -s root.tfstate ] || terraform -chdir="$here" state push "$here/moved-states/root.tfstate"
for stack in ${names}; do
  [ -s "$stack.tfstate" ] || continue
  terraform -chdir="$here/$stacks/$stack" state push "$here/moved-states/$stack.tfstate"
done
\`\`\`

4. \`terraform plan\` in the root module shows no changes but those that your provider blocks make, such as other default tags.
   Where it shows more, push the states back that \`moved-states\` has as \`.before\` (with \`-force\`), and nothing has happened.
   What the script says stays was moved by a run that was interrupted: where \`state show\` gives the same in both, \`state rm\`
   it in the stack. It runs again as often as you like; the \`.before\` are those of the first run.
5. The stacks' states are empty now: the folders can go, and \`moved-states\` once the first apply has ended. States may hold
   secrets: commit none.
`;
}
