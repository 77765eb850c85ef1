import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prove } from "../../src/proof";
import { readWorld } from "../../src/terraform";
import { B, document, GUIDE, type Json, READ_BUCKET } from "../support/documents";
import { chainOf, intruderIn, podWorld } from "../support/world";

const OWNER = { id: "0123456789abcdef", type: "CanonicalUser", uri: "", permissions: ["FULL_CONTROL"] };
const EVERYBODY = {
  id: "",
  type: "Group",
  uri: "http://acs.amazonaws.com/groups/global/AllUsers",
  permissions: ["READ"],
};

/** Whether anybody gets in to a bucket that a state shows with `values`. */
async function anonymousWith(values: Json): Promise<string | undefined> {
  const directory = mkdtempSync(join(tmpdir(), "filled-in-"));
  const one = (type: string, name: string, more: Json) => ({
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    values: more,
  });
  const resources = [
    one("aws_iam_role", "target", { name: "target", assume_role_policy: document(GUIDE) }),
    one("aws_iam_role_policy", "read", { name: "read", role: "target", policy: document(READ_BUCKET) }),
    one("aws_s3_bucket", "data", { bucket: "data-bucket", policy: "", ...values }),
  ];
  try {
    mkdirSync(join(directory, "account-a"));
    writeFileSync(join(directory, "account-a", "main.tf.json"), JSON.stringify(podWorld()["account-a"]));
    const state = { format_version: "1.0", values: { root_module: { resources } } };
    writeFileSync(join(directory, "account-b.json"), JSON.stringify(state));
    const paths = ["account-a", "account-b.json"].map((name) => join(directory, name));
    const world = await readWorld(paths, { accounts: new Map([["account-b", B]]) });
    return intruderIn(chainOf(await prove(world, {})), "anonymous");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test("the owner's own grant, which S3 gives every bucket, lets nobody else in", async () => {
  expect(await anonymousWith({ grant: [OWNER] })).toBe("denied");
});

test("a grant to everybody that only the state shows lets everybody in, as far as it is read", async () => {
  expect(await anonymousWith({ grant: [OWNER, EVERYBODY] })).toBe("unknown");
  expect(await anonymousWith({ grant: [EVERYBODY] })).toBe("unknown");
});
