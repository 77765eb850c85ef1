// A world of many chains, as Terraform that somebody has written: accounts with clusters, one account with the data.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Json = Readonly<Record<string, unknown>>;

const DATA = "999999999999";
const NAMESPACES = ["billing", "checkout", "fraud", "search", "pricing", "returns", "mail", "media", "ledger", "stock"];
const accountOf = (index: number) => String(111111111111 * (index + 1));
const stack = (account: string, resource: Json) => ({
  provider: { aws: [{ region: "eu-central-1", allowed_account_ids: [account] }] },
  resource,
});
const document = (...statements: readonly Json[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements }, undefined, 2);

export interface Large {
  readonly accounts: number;
  /** In each account. */
  readonly namespaces: number;
  /** In each namespace. */
  readonly pods: number;
}

/** Writes it to `folder` and returns how many chains it has. One trust in 97 names another namespace. */
export function writeLarge(folder: string, { accounts, namespaces, pods }: Large): number {
  const targets: Record<string, Json> = {};
  const reads: Record<string, Json> = {};
  const buckets: Record<string, Json> = {};
  let count = 0;
  for (let account = 0; account < accounts; account++) {
    const id = accountOf(account);
    const cluster = `shop-${account + 1}`;
    const [roles, policies, associations]: Record<string, Json>[] = [{}, {}, {}];
    for (let place = 0; place < namespaces; place++) {
      const namespace = NAMESPACES[place % NAMESPACES.length] + (place < NAMESPACES.length ? "" : `-${place}`);
      const bucket = `acme-${namespace}-${account + 1}`;
      buckets[`${namespace}_${account}`] = { bucket };
      for (let pod = 0; pod < pods; pod++) {
        const name = `worker-${String(pod + 1).padStart(2, "0")}`;
        const key = `${namespace}_${account}_${pod}`;
        const [primary, target] = [`${namespace}-${name}`, `${namespace}-${name}-of-${cluster}`];
        const targetArn = `arn:aws:iam::${DATA}:role/${target}`;
        const names = (of: string) => ({
          StringEquals: {
            "aws:RequestTag/eks-cluster-arn": `arn:aws:eks:eu-central-1:${id}:cluster/${cluster}`,
            "aws:RequestTag/kubernetes-namespace": of,
            "aws:RequestTag/kubernetes-service-account": name,
          },
        });
        const both = ["sts:AssumeRole", "sts:TagSession"];
        if (roles && policies && associations) {
          roles[key] = {
            name: primary,
            assume_role_policy: document({
              Effect: "Allow",
              Principal: { Service: "pods.eks.amazonaws.com" },
              Action: both,
              Condition: names(namespace),
            }),
          };
          policies[key] = {
            name: "assume",
            role: primary,
            policy: document({ Effect: "Allow", Action: both, Resource: targetArn }),
          };
          associations[key] = {
            cluster_name: cluster,
            namespace,
            service_account: name,
            role_arn: `arn:aws:iam::${id}:role/${primary}`,
            target_role_arn: targetArn,
          };
        }
        const trusted = count % 97 === 5 ? `${namespace}s` : namespace;
        targets[key] = {
          name: target,
          assume_role_policy: document({
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${id}:role/${primary}` },
            Action: both,
            Condition: names(trusted),
          }),
        };
        reads[key] = {
          name: "read",
          role: target,
          policy: document({ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` }),
        };
        count++;
      }
    }
    write(
      folder,
      `shop-${account + 1}`,
      stack(id, {
        aws_iam_role: roles,
        aws_iam_role_policy: policies,
        aws_eks_pod_identity_association: associations,
      }),
    );
  }
  write(folder, "data", stack(DATA, { aws_iam_role: targets, aws_iam_role_policy: reads, aws_s3_bucket: buckets }));
  return count;
}

function write(folder: string, name: string, text: Json): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "main.tf.json"), `${JSON.stringify(text, undefined, 2)}\n`);
}
