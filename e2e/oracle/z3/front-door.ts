import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prove } from "../../../src/proof";
import { readWorld } from "../../../src/terraform";
import type { Document } from "../pair";
import { ACCOUNT, type Asked, TARGET_ACCOUNT } from "./trusts";

const TARGET = `arn:aws:iam::${TARGET_ACCOUNT}:role/target`;

const stack = (account: string, resource: unknown) => ({
  provider: { aws: [{ region: "us-east-1", allowed_account_ids: [account] }] },
  resource,
});

/** Terraform's own text: `${aws:…}` of a policy is written `$${aws:…}`. */
const text = (document: unknown): string => JSON.stringify(document).replaceAll("${", () => "$${");

/** One chain, payments/api of the cluster production, into a role whose trust policy is `trust`. */
const worldOf = (trust: Document): Readonly<Record<string, unknown>> => ({
  cluster: stack(ACCOUNT, {
    aws_iam_role: {
      primary: {
        name: "primary",
        assume_role_policy: text({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "pods.eks.amazonaws.com" },
              Action: ["sts:AssumeRole", "sts:TagSession"],
            },
          ],
        }),
      },
    },
    aws_iam_role_policy: {
      assume: {
        role: "${aws_iam_role.primary.name}",
        policy: text({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: TARGET }],
        }),
      },
    },
    aws_eks_pod_identity_association: {
      api: {
        cluster_name: "production",
        namespace: "payments",
        service_account: "api",
        role_arn: "${aws_iam_role.primary.arn}",
        target_role_arn: TARGET,
      },
    },
  }),
  target: stack(TARGET_ACCOUNT, { aws_iam_role: { target: { name: "target", assume_role_policy: text(trust) } } }),
});

/** `prove`'s verdict on the intruder `asked` where the target's trust is `trust`, also where an assumption carries it. */
export async function proved(trust: Document, asked: Asked): Promise<{ verdict: string; witness: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), "eks-cross-account-z3-"));
  try {
    const paths = Object.entries(worldOf(trust)).map(([name, json]) => {
      const path = join(folder, name);
      mkdirSync(path);
      writeFileSync(join(path, "main.tf.json"), JSON.stringify(json));
      return path;
    });
    const { chains } = prove(await readWorld(paths, {}));
    const found = chains[0]?.intruders.find(({ id }) => id === asked);
    const open = found?.through?.find(({ verdict }) => verdict === "allowed");
    return { verdict: open?.verdict ?? found?.verdict ?? "missing", witness: (open ?? found)?.witness };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
