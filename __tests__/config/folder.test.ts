import { join } from "node:path";
import { readConfiguration } from "../../src/library/configuration";
import { cli, files, project } from "../support/cli";
import { folder, problemsOf } from "../support/problems";
import { DEFAULT, SHIPPED, synth } from "../support/synth";
import { DATA, FOLDER_CASES, OTHER, PARTS, PLATFORM, WORKLOAD } from "./folder-cases";

/** The one problem that a folder named `a` has, as `file:line:column rule found`. */
const problemOf = (texts: Readonly<Record<string, string>>): string => {
  const [first, ...others] = problemsOf(folder(texts), "a");
  expect(others).toEqual([]);
  return first ? `${first.file}:${first.line}:${first.column} ${first.rule} ${first.found}` : "none";
};

test("the files of a folder give what one file with all of it gives", () => {
  expect(synth(PARTS)).toEqual(synth(SHIPPED));
});

test("neither the names of files nor what is in which of them shows in the output, nor in documents that entries share", () => {
  const platform = `${PLATFORM}primaryRoles:\n  shared: { account: account-a, name: shared }\n`;
  const shares = (workload: string) => workload.replace(/primaryRole: .*/, "primaryRole: shared");
  const [own, other] = [shares(WORKLOAD), shares(OTHER)];
  const whole = `${platform}${DATA}${own}${other.replace("workloads:\n", "")}`;
  const one = synth({ "all.yaml": whole }).stacks;
  const { Statement } = JSON.parse(
    one["account-a-primary"].resource.aws_iam_role.shared_primary_role.assume_role_policy,
  );
  expect(Statement).toHaveLength(2);
  const divided = { "a.yaml": other, "b.yaml": own, "c.yaml": DATA, "d.yaml": platform };
  expect(JSON.stringify(synth(divided).stacks)).toBe(JSON.stringify(one));
  const otherwise = { "a.yaml": platform, "b.yaml": own, "c.yaml": other, "d.yaml": DATA };
  expect(JSON.stringify(synth(otherwise).stacks)).toBe(JSON.stringify(one));
});

test("every command takes a folder, which names the output as it names state and locks", async () => {
  const cwd = folder(PARTS);
  const checked = await cli(cwd, ["check", "a"]);
  expect([checked.code, checked.out]).toEqual([
    0,
    "a is valid: 2 accounts, 1 cluster, 1 resource, 1 workload, 3 stacks\n",
  ]);
  const named = await cli(cwd, ["synth", "--format", "json"], { EKS_CROSS_ACCOUNT_CONFIG: "a" });
  expect(JSON.parse(named.out)).toMatchObject({ configuration: "a", out: join("cdktf.out", "a") });
  expect(Object.keys(files(join(cwd, "cdktf.out/a"))).filter((path) => path.endsWith("cdk.tf.json"))).toHaveLength(3);
  expect((await cli(cwd, ["synth", "--config", "a/"])).out).toContain("a -> cdktf.out/a: 3 stacks");
});

test("the default stays a file: a folder that is called eks-cross-account may be a clone of this program", () => {
  const [first] = problemsOf(folder({ "eks-cross-account/all.yaml": SHIPPED }));
  expect(first).toMatchObject({ rule: "file-missing", file: DEFAULT });
});

test.each(FOLDER_CASES)("$rule: $fact", ({ file, text, problem }) => {
  expect(problemOf({ ...PARTS, [file]: text })).toBe(problem);
});

test("settings of all entries may be divided among files", () => {
  expect(problemOf({ ...PARTS, "a/z.yaml": "defaults:\n  verify: none\n" })).toBe("none");
});

test("what the schema refuses is found in the file that has it", () => {
  expect(problemOf({ ...PARTS, "a/z.yaml": OTHER.replace("namespace: other", "namespace: 7") })).toBe(
    "a/z.yaml:4:16 namespace-name the number 7",
  );
  expect(problemOf({ ...PARTS, "a/z.yaml": "workload:\n  other: {}\n" })).toBe(
    'a/z.yaml:1:1 unknown-key unknown key "workload"',
  );
});

test("a section that is no map is found in its own file", () => {
  expect(problemOf({ "a/all.yaml": SHIPPED, "a/z.yaml": "primaryRoles: []\n" })).toBe(
    "a/z.yaml:1:15 wrong-type an empty list",
  );
});

test("a reference is checked against all files, and its mistake found in its own, with what may be meant", () => {
  const texts = { ...PARTS, "a/other.yaml": OTHER.replace("read: data", "read: dta") };
  const [problem] = problemsOf(folder(texts), "a");
  expect(problem).toMatchObject({ file: "a/other.yaml", line: 7, path: "workloads.other.target.grants.0.read" });
  expect(`${problem?.expected} ${problem?.fix}`).toContain("data");
});

test("what only the result shows, such as a name that is too long, is found in its file too", () => {
  const long = "r".repeat(65);
  const found = problemOf({ ...PARTS, "a/other.yaml": OTHER.replace("other-target", long) });
  expect(found).toMatch(/^a\/other\.yaml:7:\d+ /);
});

test("what no file has is missing from the folder", () => {
  expect(problemOf({ "a/data.yaml": DATA, "a/platform.yml": PLATFORM })).toBe("a:0:0 missing-key no workloads");
});

test("where one file cannot be read, only that is said: the others may refer to what is in it", () => {
  expect(problemOf({ ...PARTS, "a/data.yaml": "resources: [" })).toMatch(/^a\/data\.yaml:1:\d+ yaml-syntax/);
  expect(problemOf({ ...PARTS, "a/z.yaml": "- more\n" })).toBe("a/z.yaml:1:1 wrong-type a list");
});

test("anchors are each file's own", () => {
  expect(problemOf({ ...PARTS, "a/z.yaml": "x-more: *prefix\n" })).toMatch(/^a\/z\.yaml:1:9 yaml-syntax/);
});

test("a file with nothing but comments takes no part", () => {
  expect(problemOf({ ...PARTS, "a/z.yaml": "# a team's, later\n" })).toBe("none");
});

test("the library reads the texts of a folder by their names", () => {
  const { configuration, problems } = readConfiguration({ ...PARTS, "a/z.yaml": WORKLOAD }, "a");
  expect(configuration).toBeUndefined();
  expect(problems.map(({ file, rule }) => `${file} ${rule}`)).toEqual(["a/z.yaml in-two-files"]);
});

test("an editor is told what each file of a folder may hold, without sections that have to be in it", async () => {
  const { out } = await cli(project(), ["schema", "--part"]);
  const [part, whole] = [JSON.parse(out), JSON.parse((await cli(project(), ["schema"])).out)];
  expect([part.required, part.properties]).toEqual([undefined, whole.properties]);
  expect(whole.required).toEqual(["accounts", "clusters", "resources", "workloads"]);
});
