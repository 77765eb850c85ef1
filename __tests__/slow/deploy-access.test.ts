import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, project } from "../support/cli";

const FAKE = join(__dirname, "../support/fake-terraform.cjs");
const POD = "my-eks-cluster/reports/reports";

/** Where the grants of one pod are: `target:`, or `targets:` with several. */
const config = (grants: string): string => `
accounts:
  account-a: { id: "111111111111", region: us-east-1 }
  account-b: { id: "222222222222", region: us-east-1 }
  account-c: { id: "333333333333", region: us-east-1 }
clusters: { my-eks-cluster: { account: account-a } }
resources:
  events: { account: account-b, bucket: { name: acme-events } }
  logs: { account: account-b, bucket: { name: acme-logs } }
  archive: { account: account-c, bucket: { name: acme-archive } }
workloads:
  reports:
    cluster: my-eks-cluster
    namespace: reports
    serviceAccount: reports
    primaryRole: reports-primary
    ${grants}
`;

const BOTH = "target: { account: account-b, role: reports, grants: [{ read: events }, { read: logs }] }";

/** The plan's summary in words of access, once what `before` gives is applied. */
async function planned(before: string, after: string, ...args: readonly string[]): Promise<string> {
  const folder = project();
  const run = (text: string, ...command: readonly string[]) => {
    writeFileSync(join(folder, "eks-cross-account.yaml"), text);
    return cli(folder, [...command, "--terraform", FAKE], { PATH: process.env.PATH ?? "" });
  };
  expect((await run(before, "deploy", "--auto-approve")).code).toBe(0);
  const { code, out } = await run(after, "plan", ...args);
  expect(code).toBe(0);
  return out;
}

test("a grant that is removed is lost, called by the key of its resource, though nothing is granted on that now", async () => {
  const out = await planned(config(BOTH), config(BOTH.replace(", { read: logs }", "")));
  expect(out.slice(out.indexOf("\naccess"))).toBe(
    `\naccess\n  - ${POD} may no longer s3:GetObject, s3:ListBucket on logs\n`,
  );
});

test("a target that is added beside it is gained, and what the pod had stays as it was", async () => {
  const targets =
    "targets: { b: { account: account-b, role: reports, grants: [{ read: events }] }, c: { account: account-c, role: archive, grants: [{ write: archive }] } }";
  const { access } = JSON.parse(await planned(config(BOTH), config(targets), "--format", "json"));
  expect(access).toEqual({
    gained: [{ chain: POD, actions: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"], on: "archive" }],
    lost: [{ chain: POD, actions: ["s3:GetObject", "s3:ListBucket"], on: "logs" }],
    undecided: [],
  });
});
