import { allow, B, CONFINED_PRIMARY, deny, type Json, trust } from "../support/documents";
import { chainOf, hopIn, podWorld, proofOf, stackIn } from "../support/world";

const ARN = `arn:aws:iam::${B}:policy/boundary`;
const says = (...statements: readonly Json[]): Json => ({ Version: "2012-10-17", Statement: statements });
const WIDE = says(allow("s3:*", "*"));

const looksUp = (condition: string, stated: Json): Json => ({
  data: {
    aws_iam_policy: { boundary: { arn: ARN, lifecycle: { postcondition: [{ condition, error_message: "no" }] } } },
  },
  locals: { stated },
});

/** The verdict on reading, of a role whose boundary another stack looks up. */
async function reading(condition: string, stated: Json = WIDE, more: Readonly<Record<string, Json>> = {}) {
  const stacks = { lookup: stackIn(B, {}, looksUp(condition, stated)), ...more };
  const proof = await proofOf(podWorld({ target: { permissions_boundary: ARN }, stacks }));
  return hopIn(chainOf(proof), "grant", "s3:GetObject");
}

test.each<[string, string, Json?]>([
  ["a value", "${jsondecode(self.policy) == local.stated}"],
  [
    "a value, the other way round and beside another condition",
    '${self.name == "x" && local.stated == jsondecode(self.policy)}',
  ],
  ["a text, decoded", "${jsondecode(self.policy) == jsondecode(jsonencode(local.stated))}"],
])("a boundary that a postcondition compares with %s is known", async (_, condition) => {
  expect(await reading(condition)).toBe("allowed");
  expect(await reading(condition, says(allow("s3:ListBucket", "*")))).toBe("denied");
  expect(await reading(condition, says(allow("*", "*"), deny("s3:GetObject", "*")))).toBe("denied");
});

test.each([
  ["need not hold", "${jsondecode(self.policy) == local.stated || true}"],
  ["holds of every policy", "${jsondecode(self.policy) == jsondecode(self.policy)}"],
  ["is about something else", "${jsondecode(self.description) == local.stated}"],
  ["compares it with what is not known", "${jsondecode(self.policy) == jsondecode(aws_iam_policy.other.policy)}"],
  ["says what it is not", "${jsondecode(self.policy) != local.stated}"],
])("a boundary is not known from a condition that %s", async (_, condition) => {
  expect(await reading(condition)).toBe("unknown");
});

test("a boundary of which two data sources state different things is not known", async () => {
  const condition = "${jsondecode(self.policy) == local.stated}";
  const other = (stated: Json) => ({ other: stackIn(B, {}, looksUp(condition, stated)) });
  expect(await reading(condition, WIDE, other(says(allow("*", "*"))))).toBe("unknown");
  expect(await reading(condition, WIDE, other({ Statement: WIDE.Statement, Version: WIDE.Version }))).toBe("allowed");
});

test("where a trust asks for an organization, the advice is to give its id", async () => {
  const inside = trust(
    { AWS: "arn:aws:iam::111111111111:role/primary" },
    {
      StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
    },
  );
  const proof = await proofOf(podWorld({ primaryTrust: CONFINED_PRIMARY, targetTrust: inside }));
  const hop = chainOf(proof).hops.find(({ id }) => id === "target-trust");
  expect([hop?.verdict, hop?.fix]).toEqual(["unknown", expect.stringContaining("--org")]);
});
