import { faultsOf, missedBy, proofOfConfig } from "../../support/configured";
import { ofService, ofThirdAccount } from "../../support/of-service";
import { synth } from "../../support/synth";

const LINE = "\nworkloads:";
const withKey = (text: string, key: string): string => text.replace(LINE, `  own: { account: ${key}\n${LINE}`);
const OWN = withKey(
  ofService("bucket: { prefix: eu, kmsKey: own }", "[{ read: data }, { write: data }]"),
  "account-b, key: { alias: data } }",
);
const THIRD = withKey(
  ofThirdAccount("bucket: { name: the-data, kmsKey: own }", "[{ read: data }, { write: data }]"),
  "account-c, key: { alias: data } }",
);
const ORD = withKey(
  ofThirdAccount(
    "table: { name: the-data, partitionKey: { name: id }, kmsKey: own }",
    "[{ read: data }, { write: data }]",
  ),
  "account-c, key: { alias: data } }",
);
const SQS = withKey(
  ofThirdAccount("queue: { name: the-data, kmsKey: own }", "[{ send: data }]"),
  "account-c, key: { alias: data } }",
);
const EX = withKey(
  ofThirdAccount("bucket: { name: the-data, kmsKey: own }", "[{ read: data }, { write: data }]"),
  "account-c, resourcePolicy: replace, key: { create: false, id: 1234abcd-12ab-34cd-56ef-1234567890ab } }",
);
const EXB = withKey(
  ofService("bucket: { name: the-data, kmsKey: own }", "[{ read: data }, { write: data }]"),
  "account-b, key: { create: false, id: 1234abcd-12ab-34cd-56ef-1234567890ab } }",
);
const DIR = ofService("key: { alias: data }", "[{ encrypt: data }]");
const DIR2 = ofService("key: { alias: data }", "[{ encrypt: data }, { decrypt: data}]");
const DIRX = ofService("key: { create: false, id: 1234abcd-12ab-34cd-56ef-1234567890ab }", "[{ encrypt: data }]");
const NOKEY = ofService("bucket: { name: the-data, create: false }", "[{ read: data }]");
const EXBU = withKey(
  ofService("bucket: { name: the-data, create: false, kmsKey: own }", "[{ read: data }]"),
  "account-b, key: { create: false, id: 1234abcd-12ab-34cd-56ef-1234567890ab } }",
);

test.each(Object.entries({ OWN, THIRD, ORD, SQS, EX, EXB, DIR, DIR2, DIRX, NOKEY, EXBU }))("%s", async (name, text) => {
  const s = synth(text);
  const proof = await proofOfConfig(text);
  console.log(
    name,
    proof.verdict,
    missedBy(proof),
    faultsOf(proof),
    JSON.stringify(proof.chains.flatMap((c) => c.assumptions)),
    JSON.stringify(proof.chains.flatMap((c) => c.hops.flatMap((h) => (h.verdict !== "allowed" ? [h] : [])))).slice(
      0,
      1500,
    ),
  );
  if (name === "THIRD")
    console.log(
      JSON.stringify(s.stacks["account-c-rest"], null, 1),
      JSON.stringify(s.stacks["account-c"].resource, null, 1),
      JSON.stringify(s.stacks["account-b"].resource.aws_iam_policy, null, 1),
      s.dependencies,
    );
});
