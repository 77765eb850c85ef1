import { version } from "../../../package.json";
import { packageUrl } from "../release";

/**
 * A workflow of GitHub that checks a configuration, and proves its Terraform, for each change. `folder` is where commands
 * run, from the repository's root; `config` the configuration's path from there.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
export const workflowText = (
  folder: string,
  config: string,
): string => `# Checks the configuration and proves the Terraform that it gives, for each change.
name: eks-cross-account
on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  prove:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    defaults:
      run:
        working-directory: ${JSON.stringify(folder)}
    env:
      EKS_CROSS_ACCOUNT_CONFIG: ${JSON.stringify(config)}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm install --global --ignore-scripts ${packageUrl(version)}
      - run: eks-cross-account check
      - run: eks-cross-account synth --out cdktf.out
      - run: eks-cross-account prove cdktf.out --format markdown >> "$GITHUB_STEP_SUMMARY"
`;
