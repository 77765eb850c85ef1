import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAssumption, parseIntruders } from "../../src/cli/acceptance-options";
import { readExpectations } from "../../src/cli/expectations";
import { cli, files, inFolder, project } from "../support/cli";

test("prove --help names every option, the exit statuses, the intruders, the assumptions and examples", async () => {
  const { code, out, err } = await cli(project(), ["prove", "--help"]);
  expect([code, err]).toEqual([0, ""]);
  for (const option of "expect account region var allow-intruders assume fail-on scp rcp org format verbose".split(" "))
    expect(out).toContain(`--${option} `);
  expect(out).toContain("0 proved or conditional, 1 refuted or unknown, 2 unusable input");
  expect(out).toContain("primary-holder");
  expect(out).toContain("association-admins");
  expect(out).toContain("Examples:");
});

test.each([
  [["--strict"], "unknown option"],
  [["--expect"], "argument missing"],
  [["--expect", ""], "expected a value"],
  [["--expect", "a.yaml", "--expect", "b.yaml"], "found a.yaml and b.yaml, expected one value"],
  [["--account", "222222222222"], "expected STACK[.ALIAS]=ID"],
  [["--account", "=222222222222"], "expected STACK[.ALIAS]=ID"],
  [["--account", "data=22222222222"], 'found "22222222222", expected the 12 digits'],
  [["--account", "data="], "expected the 12 digits"],
  [["--account", "data.=222222222222"], "expected STACK[.ALIAS]=ID"],
  [
    ["--account", "d=222222222222", "--account", "d=333333333333"],
    "found 333333333333 for d, which is already 222222222222",
  ],
  [["--region", "data=us-east-1a"], 'found "us-east-1a", expected a region'],
  [["--region", "us-east-1"], "expected STACK[.ALIAS]=REGION"],
  [["--var", "data=x"], "expected STACK.NAME=VALUE"],
  [["--var", "data.name"], "expected STACK.NAME=VALUE"],
  [["--var-file", "data"], "expected STACK=FILE"],
  [["--var-file", "=x.tfvars"], "expected STACK=FILE"],
  [["--allow-intruders", "other-pod"], 'found intruder "other-pod", expected one of other-service-account'],
  [["--allow-intruders", "other-namespaces"], "did you mean other-namespace?"],
  [["--allow-intruders", "other-role,"], 'found intruder ""'],
  [["--allow-intruders", "other-role,,user"], 'found intruder ""'],
  [["--allow-intruders", ""], 'found intruder ""'],
  [["--allow-intruders", "=other-role"], "expected [CHAIN=]ID[@WHO][,ID…]"],
  [["--allow-intruders", "c/n/s="], 'found intruder ""'],
  [["--allow-intruders", "c/n/s=other-pod"], 'found intruder "other-pod"'],
  [["--allow-intruders", "c/n/s"], 'found intruder "c/n/s"'],
  [["--allow-intruders", "other-role@"], 'found "" behind @, expected an ARN, an account'],
  [["--allow-intruders", "other-role@11111111111"], 'found "11111111111" behind @'],
  [["--allow-intruders", "other-role@111111111111,"], 'found "111111111111," behind @'],
  [["--allow-intruders", "other-role@everybody"], 'found "everybody" behind @'],
  [["--assume", "association-admin"], "did you mean association-admins?"],
  [["--assume", "association-admins@"], "expected [CHAIN=]ID[@SUBJECT]"],
  [["--assume", "=association-admins"], "expected [CHAIN=]ID[@SUBJECT]"],
  [["--fail-on", "proved"], "Allowed choices are refuted, unknown, conditional"],
  [["--org", "exampleorg"], "expected an organisation's id"],
  [["--org", "o-short"], "expected an organisation's id"],
  [["--format", "yaml"], "Allowed choices are text, json, sarif"],
  [["--scp", ""], "expected a value"],
  [["--scp", "missing.json"], "missing.json: found no such file"],
  [["--rcp", "."], ".: found a folder"],
  [["--expect", "missing.yaml"], "missing.yaml: found no such file"],
])("fails for prove %j with exit 2, nothing on stdout and a message", async (args, hint) => {
  const cwd = project();
  mkdirSync(join(cwd, "world"));
  const before = files(cwd);
  const { code, out, err } = await cli(cwd, ["prove", "world", ...args]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(hint);
  expect(err).not.toMatch(/^\s+at /m);
  expect(files(cwd)).toEqual(before);
});

test("expectations keep the line that each begins in", () => {
  const text = [
    "# what my-app may do",
    '- { pod: "c/n/my-app", can: "s3:GetObject", on: "data/aws_s3_bucket.data[\\"a/b\\"]/k" }',
    "-",
    "  pod: 111111111111:us-east-1:c/n/my-app",
    "  cannot: s3:*",
    "  on: arn:aws:s3:::other/*",
  ].join("\n");
  expect(readExpectations(text, "expect.yaml").expectations).toEqual([
    { line: 2, pod: "c/n/my-app", verb: "can", action: "s3:GetObject", on: 'data/aws_s3_bucket.data["a/b"]/k' },
    { line: 4, pod: "111111111111:us-east-1:c/n/my-app", verb: "cannot", action: "s3:*", on: "arn:aws:s3:::other/*" },
  ]);
});

test("expectations may be JSON, and none", () => {
  const line = { pod: "c/n/s", can: "*", on: "arn:aws:sqs:us-east-1:111111111111:q" };
  expect(readExpectations(JSON.stringify([line], undefined, 2), "e.json")).toMatchObject({
    expectations: [{ line: 2, action: "*" }],
  });
  expect(readExpectations("[]", "e.yaml")).toEqual({ expectations: [], accepted: [] });
});

test("lines of the expectations file accept intruders too", () => {
  const text = [
    "- { accept: anonymous, on: data/aws_s3_bucket.b, why: public downloads }",
    '- { accept: other-account, by: "333333333333", pod: c/n/s, until: 2030-12-31 }',
    "- { accept: user }",
  ].join("\n");
  expect(readExpectations(text, "expect.yaml")).toEqual({
    expectations: [],
    accepted: [
      { ids: ["anonymous"], on: "data/aws_s3_bucket.b", line: 1 },
      { ids: ["other-account"], who: "333333333333", chain: "c/n/s", until: "2030-12-31", line: 2 },
      { ids: ["user"], line: 3 },
    ],
  });
});

test.each([
  ["other-role,user", [{ ids: ["other-role", "user"] }]],
  ["c/n/s=other-role", [{ chain: "c/n/s", ids: ["other-role"] }]],
  [
    "c/n/s via arn:aws:iam::1:role/a=b=other-role@111111111111,user",
    [
      { chain: "c/n/s via arn:aws:iam::1:role/a=b", ids: ["user"] },
      { chain: "c/n/s via arn:aws:iam::1:role/a=b", ids: ["other-role"], who: "111111111111" },
    ],
  ],
  [
    "other-role@arn:aws:iam::111111111111:role/a=b@c,service@ec2.amazonaws.com",
    [
      { ids: ["other-role"], who: "arn:aws:iam::111111111111:role/a=b@c" },
      { ids: ["service"], who: "ec2.amazonaws.com" },
    ],
  ],
  [
    "federated@https://gitlab.com#project_path:a/b:*",
    [{ ids: ["federated"], who: "https://gitlab.com#project_path:a/b:*" }],
  ],
  [
    'anonymous@app/data/module.a["k"].aws_s3_bucket.b["x/y"]',
    [{ ids: ["anonymous"], who: 'app/data/module.a["k"].aws_s3_bucket.b["x/y"]' }],
  ],
])("--allow-intruders %s is read as its chain, its ids and whom each accepts", (text, accepted) => {
  expect(parseIntruders(text)).toEqual(accepted);
});

test.each([
  ["association-admins", { id: "association-admins" }],
  [
    "c/n/s=quota-raised@arn:aws:iam::1:role/a=b",
    { chain: "c/n/s", id: "quota-raised", subject: "arn:aws:iam::1:role/a=b" },
  ],
])("--assume %s is read as its chain, its id and its subject", (text, accepted) => {
  expect(parseAssumption(text)).toEqual([accepted]);
});

const GOOD = "- { pod: c/n/s, can: s3:GetObject, on: data/aws_s3_bucket.b }";

test.each([
  ["", 1, "found nothing, expected a list"],
  ["pod: c/n/s", 1, "found a map, expected a list"],
  [`${GOOD}\n- text`, 2, 'found "text", expected { pod: CHAIN'],
  [`${GOOD}\n- { can: s3:GetObject, on: data/b }`, 2, "found can, on, expected"],
  [`${GOOD}\n- { pod: c/n/s, can: s3:GetObject, cannot: s3:PutObject, on: data/b }`, 2, "found pod, can, cannot, on"],
  [`${GOOD}\n- { pod: c/n/s, may: s3:GetObject, on: data/b }`, 2, "found the key may"],
  [`${GOOD}\n-\n  pod: c/n/s\n  can: [s3:GetObject]\n  on: data/b`, 4, "found a list for can, expected a string"],
  [`${GOOD}\n- { pod: c/n/s, can: 1, on: data/b }`, 2, "found 1 for can, expected a string"],
  [`${GOOD}\n- { pod: s, can: s3:GetObject, on: data/b }`, 2, "expected cluster/namespace/service-account"],
  [`${GOOD}\n- { pod: c/n/s, can: GetObject, on: data/b }`, 2, "expected an action such as s3:GetObject"],
  [`${GOOD}\n- { pod: c/n/s, can: s3:GetObject, on: data }`, 2, "expected an ARN or STACK/ADDRESS"],
  [`${GOOD}\n- { pod: c/n/s, can: s3:GetObject, on: "arn:aws:s3" }`, 2, "expected an ARN or STACK/ADDRESS"],
  [`${GOOD}\n- { pod: c/n/s, can: s3:GetObject, on: data/b, as: reader }`, 2, "expected the ARN of a role"],
  [`${GOOD}\n- { pod: c/n/s, on: data/b, as: "arn:aws:iam::1:role/r" }`, 2, "expected the ARN of a role"],
  [`${GOOD}\n- { pod: c/n/s, pod: c/n/t, can: s3:GetObject, on: data/b }`, 2, "invalid YAML"],
  [`${GOOD}\n- { accept: other-pod }`, 2, 'found "other-pod" for accept, expected one of other-service-account'],
  [`${GOOD}\n- { accept: user, can: "*" }`, 2, "found the key can"],
  [`${GOOD}\n- { accept: user, by: everybody }`, 2, "expected an ARN, an account"],
  [`${GOOD}\n- { accept: user, on: "arn:aws:s3:::b" }`, 2, "expected STACK/ADDRESS"],
  [`${GOOD}\n- { accept: user, pod: s }`, 2, "expected cluster/namespace/service-account"],
  [`${GOOD}\n- { accept: user, until: 2030-02-30 }`, 2, "expected a date such as"],
  [`${GOOD}\n- { accept: user, why: "" }`, 2, "expected a reason"],
  [`${GOOD}\n---\n${GOOD}`, 3, "found a second document"],
  [`${GOOD}\n- {`, 2, "invalid YAML"],
  [`- &a ${GOOD.slice(2)}\n- *b`, 2, "found"],
])("fails for the expectations %j with the line", (text, line, message) => {
  const found = (() => {
    try {
      return readExpectations(text, "expect.yaml");
    } catch (error) {
      return error;
    }
  })();
  expect(found).toMatchObject({ location: { file: "expect.yaml", line }, message: expect.stringContaining(message) });
});

test("a line says with `as` which role the program assumes first", () => {
  const role = "arn:aws:iam::333333333333:role/teams/reader";
  const text = `- { pod: c/n/s, can: s3:GetObject, on: data/b, as: "${role}" }`;
  expect(readExpectations(text, "expect.yaml").expectations).toMatchObject([{ verb: "can", as: role }]);
});

test("a folder in place of a file of values is called one", async () => {
  const cwd = project();
  for (const name of ["stack", "values"]) mkdirSync(join(cwd, name));
  writeFileSync(join(cwd, "stack/main.tf"), "locals {}\n");
  const { code, err } = await inFolder(cwd, () => cli(cwd, ["prove", "stack", "--var-file", "stack=values"]));
  expect([code, err]).toEqual([2, "values: found a folder (EISDIR), expected a file\n"]);
});

describe("manifests of a cluster that the Terraform lacks", () => {
  const given = async (
    cluster: string,
    text = "kind: ServiceAccount\napiVersion: v1\nmetadata: { name: a, namespace: b }\n",
  ) => {
    const cwd = project();
    mkdirSync(join(cwd, "stack"));
    const main = 'data "aws_eks_cluster" "c" {\n  name = "production"\n}\n';
    writeFileSync(join(cwd, "stack/main.tf"), main);
    writeFileSync(join(cwd, "k8s.yaml"), text);
    const args = ["prove", "stack", "--manifests", `${cluster}=k8s.yaml`, "--format", "json"];
    const { code, out, err } = await inFolder(cwd, () => cli(cwd, args));
    const codes = out === "" ? [] : JSON.parse(out).findings.map((one: { code: string }) => one.code);
    return { code, err, codes };
  };

  test("are refused where its name is near to one", async () => {
    const { code, err } = await given("prodution");
    expect(code).toBe(2);
    expect(err).toContain("found --manifests prodution=");
    expect(err).toContain("did you mean production?");
  });

  test("are named where it is another one", async () => {
    expect((await given("elsewhere")).codes).toContain("manifests-elsewhere");
    expect((await given("production")).codes).not.toContain("manifests-elsewhere");
  });

  test("are named where they have no object", async () => {
    expect((await given("production", "replicas: 2\n")).codes).toContain("manifests-empty");
  });
});
