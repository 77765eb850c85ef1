import { type Hop, prove } from "../../../src/proof";
import {
  A,
  allow,
  BOTH,
  document,
  EKS_TRUST,
  type Json,
  POD_TAGS,
  PRIMARY,
  TARGET,
  trust,
} from "../../support/documents";
import { association, chainOf, stackIn } from "../../support/world";
import { read } from "../../terraform/worlds";

/** A module of a role whose trust names `trusted`, with `actions`. */
const role = (trusted: string, actions: readonly string[] = BOTH): Json => ({
  variable: { trusted: {} },
  resource: {
    aws_iam_role: {
      this: {
        name: "target",
        assume_role_policy: document({ ...trust({ AWS: trusted }, { StringEquals: POD_TAGS }), Action: actions }),
      },
    },
    aws_iam_role_policy: {
      read: { role: "target", name: "read", policy: document(allow("s3:ListAllMyBuckets", "*")) },
    },
  },
});

const HERE = TARGET.replace(/::\d+:/, `::${A}:`);

/** The hop that is denied in a stack that calls the module at `source`, whose files lie at `directory`. */
async function deniedIn(source: string, directory: string, made: Json, trusted = PRIMARY): Promise<Hop | undefined> {
  const stack = stackIn(
    A,
    {
      aws_iam_role: { primary: { name: "primary", assume_role_policy: document(EKS_TRUST) } },
      aws_iam_role_policy: { hop: { role: "primary", name: "hop", policy: document(allow(BOTH, HERE)) } },
      aws_eks_pod_identity_association: { one: association({ target_role_arn: HERE }) },
    },
    { module: { reader: { source, trusted } } },
  );
  const world = await read(
    {
      "s/main.tf.json": stack,
      "s/.terraform/modules/modules.json": { Modules: [{ Key: "reader", Dir: directory }] },
      [`s/${directory}/main.tf.json`]: made,
    },
    {},
    "s",
  );
  return chainOf(prove(world)).hops.find(({ verdict }) => verdict === "denied");
}

test("a principal that a module is given is added where it is given", async () => {
  const hop = await deniedIn("./mod", "mod", role("${var.trusted}"), PRIMARY.replace("primary", "primry"));
  expect(hop).toMatchObject({ id: "target-trust", code: "principal-mismatch" });
  expect(hop?.patch).toBeUndefined();
  expect(hop?.fix).toMatch(
    /"[^"]*:role\/primry" is set by trusted of module\.reader \(.*s\/main\.tf\.json:\d+\): add "[^"]*:role\/primary" there/,
  );
});

test.each([
  ["a module of one's own is patched", "./mod", "mod", true],
  ["a module that init installs is not: the next init undoes it", "o/x/aws", ".terraform/modules/reader", false],
])("%s", async (_, source, directory, isPatched) => {
  const hop = await deniedIn(source, directory, role("${var.trusted}", ["sts:AssumeRole"]));
  expect(hop).toMatchObject({ id: "target-trust", action: "sts:TagSession" });
  expect(hop?.patch !== undefined).toBe(isPatched);
});
