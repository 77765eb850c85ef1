import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerOf } from "../../src/proof/answer";
import type { Proof, ProveOptions } from "../../src/proof/proof";
import { InputError } from "../../src/terraform/source-location";
import { chain, proof } from "../report/proofs";
import { cli, project } from "../support/cli";

// the prover itself is tested elsewhere: here is what it is asked, and what becomes of its answer
const WORLDS = { worlds: [], isSearched: false, unread: [], leftOut: [] };
const readWorlds = jest.fn<Promise<object>, [readonly string[], object]>(async () => WORLDS);
const proveWorlds = jest.fn<Proof, [object, ProveOptions]>(() => proof([chain()]));
jest.mock("../../src/terraform", () => ({ readWorlds: (...all: [string[], object]) => readWorlds(...all) }), {
  virtual: true,
});
jest.mock("../../src/proof", () => ({
  answerWorlds: (...all: [object, ProveOptions]) => answerOf(proveWorlds(...all)),
}));

test("the path is cdktf.out where none is given", async () => {
  const { code } = await cli(project(), ["prove"]);
  expect(code).toBe(0);
  expect(readWorlds).toHaveBeenLastCalledWith(["cdktf.out"], {});
  expect(proveWorlds).toHaveBeenLastCalledWith(WORLDS, { scps: [], rcps: [], onChain: expect.any(Function) });
});

test("an environment gives no variables unasked", async () => {
  await cli(project(), ["prove", "a"], { TF_VAR_size: "3" });
  expect(readWorlds).toHaveBeenLastCalledWith(["a"], {});
});

test("without a path and without cdktf.out, the command for the folder's own Terraform is named", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "main.tf"), "");
  expect(await cli(cwd, ["prove"])).toEqual({
    code: 2,
    out: "",
    err: expect.stringContaining("eks-cross-account prove ."),
  });
});

test("every option reaches the reader or the prover", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "scp.json"), "{}");
  writeFileSync(
    join(cwd, "expect.yaml"),
    "- { pod: c/n/s, can: s3:GetObject, on: data/aws_s3_bucket.b }\n- { accept: user }",
  );
  const args = [
    ...["a", "b", "--account", "data=222222222222", "--account", "data.west=333333333333"],
    ...["--region", "data=cn-north-1", "--var", "data.name=x=y", "--var", "data.none="],
    ...["--var-file", "data=one.tfvars", "--var-file", "data=/two=2.tfvars", "--env-vars"],
    ...["--allow-intruders", "other-role,anonymous", "--allow-intruders", "1:us-east-1:c/n/s=other-cluster"],
    ...["--assume", "association-admins@111111111111"],
    ...["--scp", "scp.json", "--rcp", "scp.json", "--org", "o-exampleorg", "--expect", "expect.yaml"],
  ];
  expect(await cli(cwd, ["prove", ...args], { TF_VAR_size: "3", HOME: "/" })).toMatchObject({
    code: 0,
    err: "page: eks-cross-account report a b --out report.html, with the options of this command\n",
  });
  expect(readWorlds).toHaveBeenLastCalledWith(["a", "b"], {
    accounts: new Map([
      ["data", "222222222222"],
      ["data.west", "333333333333"],
    ]),
    regions: new Map([["data", "cn-north-1"]]),
    variables: new Map([
      ["data.name", "x=y"],
      ["data.none", ""],
    ]),
    variableFiles: new Map([["data", [join(cwd, "one.tfvars"), "/two=2.tfvars"]]]),
    environment: new Map([["size", "3"]]),
  });
  expect(proveWorlds).toHaveBeenLastCalledWith(WORLDS, {
    expectations: [{ line: 1, pod: "c/n/s", verb: "can", action: "s3:GetObject", on: "data/aws_s3_bucket.b" }],
    expectationsFile: "expect.yaml",
    allowIntruders: [
      { ids: ["other-role", "anonymous"] },
      { chain: "1:us-east-1:c/n/s", ids: ["other-cluster"] },
      { ids: ["user"], line: 2 },
    ],
    assume: [{ id: "association-admins", subject: "111111111111" }],
    scps: [{ file: "scp.json", text: "{}" }],
    rcps: [{ file: "scp.json", text: "{}" }],
    organisation: "o-exampleorg",
    onChain: expect.any(Function),
  });
});

test.each([
  ["refuted", 1],
  ["unknown", 1],
  ["conditional", 0],
  ["proved", 0],
] as const)("a world that is %s ends with %d, its answer on stdout", async (verdict, status) => {
  proveWorlds.mockReturnValueOnce(proof([chain({ verdict })], { verdict }));
  const { code, out, err } = await cli(project(), ["prove", "--format", "json"]);
  expect([code, err]).toEqual([status, ""]);
  expect(JSON.parse(out)).toMatchObject({ version: 1, verdict });
});

test("each format is what it is called", async () => {
  const out = async (...args: string[]) => (await cli(project(), ["prove", ...args])).out;
  expect(await out()).toMatch(/\n1 proved, 0 conditional, 0 refuted, 0 unknown\n$/);
  expect(await out("--verbose")).toContain("    by        {");
  expect(JSON.parse(await out("--format", "sarif"))).toMatchObject({ version: "2.1.0" });
});

test("fails for unusable input with its place and nothing on stdout", async () => {
  readWorlds.mockRejectedValueOnce(new InputError("found a list, expected a map", { file: "a/main.tf.json", line: 3 }));
  expect(await cli(project(), ["prove"])).toEqual({
    code: 2,
    out: "",
    err: "a/main.tf.json:3: found a list, expected a map\n",
  });
});

test("fails for a defect of our own without a stack trace", async () => {
  proveWorlds.mockImplementationOnce(() => {
    throw new RangeError("Maximum call stack size exceeded");
  });
  expect(await cli(project(), ["prove"])).toEqual({
    code: 2,
    out: "",
    err: "internal error, please report it: Maximum call stack size exceeded\n",
  });
});
