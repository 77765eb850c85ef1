import { readdirSync } from "node:fs";
import { version } from "../../package.json";
import { HOME, packageUrl } from "../../src/cli/release";
import { readText } from "./synth";

/** The texts whose commands are run. */
export const TEXTS: readonly string[] = [
  "README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  "examples/library/README.md",
];

/** A command line of a text. */
export interface DocCommand {
  readonly text: string;
  readonly line: string;
  /** What the text shows of its output; undefined where it shows none. */
  readonly output?: string;
}

/**
 * The command lines of a text's fenced blocks: those of `sh`, those after `$ ` of `console`, with what follows as their output,
 * and one-line steps (`- run:`) of `yaml`.
 */
export function commandsIn(text: string): readonly DocCommand[] {
  return [...readText(text).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, language, body = ""]) => {
    if (language === "console")
      return body
        .split(/^\$ /m)
        .slice(1)
        .map((entry) => ({ text, line: firstLine(entry), output: entry.slice(firstLine(entry).length + 1) }));
    const lines = body.split("\n");
    if (language === "yaml")
      return lines.flatMap((line) => /^ *(?:- )?run: ([^|].*)$/.exec(line)?.[1] ?? []).map(as(text));
    if (language !== "sh") return [];
    return body
      .replace(/ *\\\n */g, " ")
      .split("\n")
      .map((line) => line.replace(/(^| +)# .*$/, "").trimEnd())
      .filter((line) => line !== "")
      .map(as(text));
  });
}

const as =
  (text: string) =>
  (line: string): DocCommand => ({ text, line });

const firstLine = (entry: string): string => entry.slice(0, entry.indexOf("\n"));

/** What a reader sees of a command: warnings come before its answer, the command for a page behind it. */
export const seen = (out: string, err: string): string => (err.startsWith("page:") ? `${out}${err}` : `${err}${out}`);

/** The languages of the fenced blocks of a text. */
export const languagesIn = (text: string): readonly string[] =>
  [...readText(text).matchAll(/^```(\w*)\n[\s\S]*?^```$/gm)].map(([, language = ""]) => language);

const CLI = "npx eks-cross-account";

/** Run in a folder where the package is installed, each with its exit status; see slow/package.test.ts. */
export const RUN: Readonly<Record<string, number>> = {
  [`kubectl logs deploy/reports | ${CLI} explain - infra`]: 1,
  [`${CLI} synth`]: 0,
  [`${CLI} prove cdktf.out`]: 0,
  [`${CLI} check`]: 2,
  [`${CLI} prove`]: 0,
  [`${CLI} prove infra/cluster infra/data`]: 1,
  [`${CLI} prove infra --manifests shop=deploy/shop`]: 1,
  [`${CLI} prove plans/data.json`]: 1,
  [`${CLI} prove --assume association-admins@111111111111`]: 0,
  [`${CLI} prove --assume shop/billing/invoices=resource-not-read infra`]: 1,
  [`${CLI} prove --allow-intruders other-account@333333333333`]: 0,
  [`${CLI} prove --allow-intruders 'shop/billing/invoices=other-role@arn:aws:iam::222222222222:role/ops-*' infra`]: 1,
  [`${CLI} explain shop/analytics/reports infra`]: 1,
  [`${CLI} explain shop/analytics/reports/target-trust infra`]: 1,
  [`${CLI} prove infra --format markdown >> "$GITHUB_STEP_SUMMARY"`]: 1,
  [`${CLI} report infra --out report.html`]: 0,
  [`${CLI} report infra --format svg --out access.svg`]: 0,
  [`${CLI} report infra --format mermaid --out access.md`]: 0,
  [`${CLI} init --yes`]: 0,
  [`${CLI} init --yes --cluster shop --cluster-account 111111111111 --resource-account 222222222222`]: 0,
  [`${CLI} order`]: 0,
  [`${CLI} order --format github --write`]: 0,
  [`${CLI} order --format atlantis --write`]: 0,
  [`${CLI} order --format terragrunt --out terraform --write`]: 0,
  [`${CLI} handover data > handover.md`]: 0,
  [`${CLI} handover data --format html --out handover.html`]: 0,
  [`${CLI} handover 222222222222 --out for-data/`]: 0,
  [`${CLI} synth --out terraform`]: 0,
  [`${CLI} synth --check terraform`]: 0,
  [`${CLI} synth --out terraform && git diff --exit-code -- terraform`]: 0,
  [`${CLI} prove infra --format sarif > prove.sarif || true`]: 0,
  "npx jest --ci": 0,
  "npx jest": 0,
  'eval "$(eks-cross-account completion bash)"': 0,
};

/** Run as steps of .ci/run, or by another test. */
export const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  "npm run --silent demo": ".ci/run",
  "npm ci && npm start": ".ci/run",
  "npm test": ".ci/run",
  [`${CLI} init`]: "__tests__/slow/init-terminal.test.ts",
  [`${CLI} plan`]: "__tests__/slow/deploy.test.ts",
  [`${CLI} deploy`]: "__tests__/slow/deploy.test.ts",
  [`${CLI} deploy --verify`]: "__tests__/slow/deploy.test.ts",
  [`${CLI} destroy`]: "__tests__/slow/deploy.test.ts",
  [`${CLI} synth --config ../before/eks-cross-account.yaml --out checked --no-prove`]: "__tests__/cli/states.test.ts",
  [`${CLI} synth --out checked --before-apply`]: "__tests__/cli/states.test.ts",
  [`${CLI} deploy --via cdktf account-a-primary`]: "__tests__/slow/package.test.ts",
  "node node_modules/eks-cross-account/docs/adopt/adopt.mjs account-a account-b":
    "e2e/terraform/renaming/adopt.test.ts",
  "node node_modules/eks-cross-account/docs/adopt/adopt.mjs --apply account-a account-b":
    "e2e/terraform/renaming/adopt.test.ts",
};

const terraform = (stack: string): string => {
  const at = `terraform -chdir=cdktf.out/stacks/${stack}`;
  return `${at} init && ${at} apply`;
};

const SLUG = HOME.replace("https://github.com/", "");

/** Not run by any test, each with what it would need. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  "git worktree add ../before origin/main": "a repository with a remote",
  "npm install --save-dev eks-cross-account": "a network, and a version on npm",
  [`npm install --no-save --ignore-scripts ${packageUrl(version)}`]: "a network, and a release",
  "npm install": "a network, and a version on npm",
  [`docker run --rm --volume "$PWD:/work" ghcr.io/${SLUG}:v${version} prove infra/cluster infra/data`]:
    "a container engine, and a release",
  [terraform("account-a-primary")]: "two AWS accounts",
  [terraform("account-b")]: "two AWS accounts",
  [terraform("account-a-rest")]: "two AWS accounts and a cluster",
  "npm run live -- --account-a 111111111111 --profile-a cluster-admin --account-b 222222222222 --profile-b data-admin --cluster my-eks-cluster --region us-east-1":
    "two AWS accounts and a cluster",
  "npm run live -- --destroy live-runs/live-1a2b3c": "two AWS accounts, and a run that was cut short",
  "kubectl apply -k cdktf.out/manifests/my-eks-cluster": "a cluster",
  "kubectl logs s3-access-test-pod -n my-app-namespace": "a cluster",
  "kubectl --namespace my-app-namespace rollout restart deployment": "a cluster",
  "kubectl --namespace my-app-namespace get pods --output custom-columns=POD:.metadata.name,VOLUMES:.spec.volumes[*].name":
    "a cluster",
  "kubectl --namespace my-app-namespace annotate serviceaccount my-app-sa eks.amazonaws.com/role-arn-": "a cluster",
};
