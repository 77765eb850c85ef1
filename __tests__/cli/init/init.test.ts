import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { synthesize } from "../../../stacks";
import { LEAVE, person } from "../../support/answers";
import { cli, files } from "../../support/cli";
import { folder } from "../../support/problems";
import { DEFAULT, type Json, readText } from "../../support/synth";

const written = (cwd: string): Json => parse(files(cwd)[DEFAULT] ?? "");

const ask = (cwd: string, answers: Parameters<typeof person>[0], env = {}, args: readonly string[] = []) => {
  const { prompts, asked } = person(answers);
  return cli(cwd, ["init", ...args], env, synthesize, "", prompts).then((ended) => ({ ...ended, asked }));
};

describe("init --yes", () => {
  test("writes a configuration, its schema and a .gitignore, and says what is only an example and what comes next", async () => {
    const cwd = folder({});
    const { code, out, err } = await cli(cwd, ["init", "--yes"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(`wrote
  eks-cross-account.schema.json
  eks-cross-account.yaml
  .gitignore
to be replaced, as it is only an example: 111111111111, 222222222222
next: eks-cross-account synth
`);
    expect(Object.keys(files(cwd)).sort()).toEqual([".gitignore", "eks-cross-account.schema.json", DEFAULT]);
    expect(files(cwd)[DEFAULT]).toMatchSnapshot();
    expect(files(cwd)[".gitignore"]).toBe("cdktf.out/\nstate/\n.terraform/\n*.tfstate\n*.tfstate.*\n");
    expect(files(cwd)["eks-cross-account.schema.json"]).toBe(readText("eks-cross-account.schema.json"));
  });

  test("takes every answer from an option", async () => {
    const cwd = folder({});
    const { code, out } = await cli(cwd, [
      ...["init", "--yes", "--mechanism", "irsa", "--cluster", "Shop_1", "--cluster-account", "333333333333"],
      ...[
        "--cluster-profile",
        "ops",
        "--cluster-region",
        "eu-west-1",
        "--namespace",
        "web",
        "--service-account",
        "api",
      ],
      ...["--issuer", "https://oidc.eks.eu-west-1.amazonaws.com/id/1A", "--resource-account", "444444444444"],
      ...["--resource-profile", "lake", "--resource-region", "eu-west-3", "--bucket", "reports", "--access", "write"],
    ]);
    expect(code).toBe(0);
    expect(out).not.toContain("example");
    expect(written(cwd)).toEqual({
      accounts: {
        "cluster-account": { id: "333333333333", region: "eu-west-1", profile: "ops" },
        "data-account": { id: "444444444444", region: "eu-west-3", profile: "lake" },
      },
      clusters: {
        "my-cluster": {
          account: "cluster-account",
          name: "Shop_1",
          issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/1A",
        },
      },
      resources: { data: { account: "data-account", bucket: { name: "reports", create: false } } },
      workloads: {
        api: {
          cluster: "my-cluster",
          namespace: "web",
          serviceAccount: "api",
          mechanism: "irsa",
          target: { account: "data-account", role: "api-target", grants: [{ write: "data" }] },
        },
      },
    });
  });

  test("gives one account's pod its bucket by the primary role alone", async () => {
    const cwd = folder({});
    const accounts = ["--cluster-account", "333333333333", "--resource-account", "333333333333"];
    await cli(cwd, ["init", "--yes", ...accounts, "--resource-region", "us-west-2", "--access", "read-write"]);
    const { accounts: made, resources, workloads } = written(cwd);
    expect(Object.keys(made)).toEqual(["cluster-account"]);
    expect(resources.data).toMatchObject({ account: "cluster-account", region: "us-west-2" });
    expect(workloads["my-app"].target).toBeUndefined();
    expect(workloads["my-app"].grants).toEqual([{ read: "data" }, { write: "data" }]);
  });

  test.each([
    ["--cluster-account", "12", 'found "12", expected a 12-digit account id'],
    ["--cluster-region", "us-esat-1", 'found "us-esat-1", expected an AWS region'],
    ["--namespace", "My_App", 'found "My_App", expected an RFC 1123 label'],
    ["--bucket", "Reports", 'found "Reports", expected an S3 bucket name'],
    ["--resource-region", "cn-north-1", "found"],
  ])("fails for %s %s and writes nothing", async (flag, value, message) => {
    const cwd = folder({});
    const { code, out, err } = await cli(cwd, ["init", "--yes", flag, value]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`${flag}: ${message}`);
    expect(files(cwd)).toEqual({});
  });

  test.each([
    [["--bucket", "a-bucket", "--new-bucket", "a-prefix"], "expected one of them"],
    [["--issuer", "https://oidc.example.com/a"], "--mechanism irsa"],
  ])("fails for %j, which contradict each other", async (args, message) => {
    expect(await cli(folder({}), ["init", "--yes", ...args])).toMatchObject({
      code: 2,
      err: expect.stringContaining(message),
    });
  });
});

test("init without a terminal and without --yes fails, and names the options that give the answers", async () => {
  const cwd = folder({});
  const { code, out, err } = await cli(cwd, ["init"]);
  expect([code, out]).toEqual([2, ""]);
  for (const flag of ["--yes", "--cluster-account", "--namespace", "--bucket", "--mechanism"])
    expect(err).toContain(flag);
  expect(files(cwd)).toEqual({});
});

describe("init at a terminal", () => {
  test("asks for what no option gives, and refuses an answer at its question", async () => {
    const cwd = folder({});
    const { code, asked } = await ask(
      cwd,
      { "Account id of the cluster": ["12", "333333333333"], "Service account": "reader", "bucket exist": true },
      {},
      ["--cluster", "shop", "--namespace", "web"],
    );
    expect(code).toBe(0);
    expect(asked.map(({ message }) => message)).toEqual([
      "How does the pod get credentials?",
      "Account id of the cluster",
      "Region of the cluster",
      "Service account of the pod",
      "Account id of the bucket",
      "Region of the bucket",
      "Does the bucket exist already?",
      "Name of the bucket",
      "What may the pod do with the bucket's objects?",
      "Write a GitHub workflow that checks and proves each change?",
    ]);
    expect(asked[1]?.refused).toEqual([expect.stringContaining("expected a 12-digit account id")]);
    expect(written(cwd)).toMatchObject({
      accounts: { "cluster-account": { id: "333333333333" } },
      clusters: { shop: {} },
      resources: { data: { bucket: { create: false } } },
      workloads: { reader: { namespace: "web" } },
    });
  });

  test("asks for the issuer with irsa only, and refuses there the service account that every namespace has", async () => {
    const { asked } = await ask(folder({}), { credentials: "irsa", "Service account": ["default", "app"] });
    expect(asked.find(({ message }) => message.startsWith("OIDC issuer"))).toBeDefined();
    expect(asked.find(({ message }) => message.startsWith("Service account"))?.refused).toHaveLength(1);
    const { asked: other } = await ask(folder({}), { "Service account": "default" });
    expect(other.find(({ message }) => message.startsWith("OIDC issuer"))).toBeUndefined();
  });

  test.each(["credentials", "Namespace", "workflow"])(
    "left at the question of %s, writes nothing",
    async (question) => {
      const cwd = folder({});
      const { code, out, err } = await ask(cwd, { [question]: LEAVE });
      expect([code, out, err]).toEqual([2, "", "stopped at a question; nothing was written\n"]);
      expect(files(cwd)).toEqual({});
    },
  );
});

describe("what the machine knows", () => {
  const AWS = `[default]
region = eu-west-1

[profile data]
sso_session = corp
sso_account_id = 444444444444
region = eu-west-3
s3 =
  max_concurrent_requests = 20
[profile ops]
role_arn = arn:aws:iam::333333333333:role/admin
source_profile = default
[profile ops-readonly]
role_arn = arn:aws:iam::333333333333:role/reader
[sso-session corp]
sso_account_id = 999999999999
`;
  const KUBE = `
current-context: shop
contexts:
  - { name: other, context: { cluster: lab.eu-west-1.eksctl.io, user: me } }
  - { name: shop, context: { cluster: "arn:aws:eks:eu-west-2:333333333333:cluster/shop", namespace: web, user: me } }
  - { name: kind, context: { cluster: kind-kind, user: me } }
users:
  - { name: me, user: { exec: { command: touch, args: [RAN] } } }
`;
  const home = () => {
    const cwd = folder({
      "home/.aws/config": AWS,
      "home/.aws/credentials": "[x]\naws_secret_access_key = s",
      "home/.kube/config": KUBE,
    });
    return { cwd, env: { HOME: join(cwd, "home") } };
  };

  test("is offered: clusters, the current context's first, and accounts by their profiles", async () => {
    const { cwd, env } = home();
    const { asked } = await ask(cwd, { "account is the cluster in": "ops", "account is the bucket in": "data" }, env);
    const labels = (part: string) => asked.find(({ message }) => message.includes(part))?.labels;
    expect(labels("Which cluster")).toEqual(["shop, 333333333333 eu-west-2", "lab, eu-west-1", "another"]);
    expect(labels("account is the cluster in")).toEqual([
      "444444444444, profile data",
      "333333333333, profile ops",
      "333333333333, profile ops-readonly",
      "another",
    ]);
    expect(written(cwd)).toMatchObject({
      accounts: {
        "cluster-account": { id: "333333333333", region: "eu-west-2", profile: "ops" },
        "data-account": { id: "444444444444", region: "eu-west-3", profile: "data" },
      },
      clusters: { shop: {} },
      workloads: { "my-app": { namespace: "web" } },
    });
    expect(existsSync(join(cwd, "RAN"))).toBe(false);
  });

  test("may be passed over for another", async () => {
    const { cwd, env } = home();
    const answers = {
      "Which cluster": "another",
      "Name of the cluster": "new",
      "account is the cluster in": "another",
      "Account id of the cluster": "555555555555",
      "account is the bucket in": "another",
    };
    await ask(cwd, answers, env);
    expect(written(cwd)).toMatchObject({
      accounts: { "cluster-account": { id: "555555555555" }, "data-account": { id: "222222222222" } },
      clusters: { new: {} },
    });
  });

  test("is the usual answer with --yes: the current cluster, and the profile of an account that has one", async () => {
    const { cwd, env } = home();
    await cli(cwd, ["init", "--yes", "--resource-profile", "data"], env);
    expect(written(cwd).accounts).toEqual({
      "cluster-account": { id: "333333333333", region: "eu-west-2" }, // two profiles: neither is chosen
      "data-account": { id: "444444444444", region: "eu-west-3", profile: "data" },
    });
  });

  test("is read from where AWS_CONFIG_FILE and KUBECONFIG point, of whose files the first wins", async () => {
    const cwd = folder({
      "aws.ini": "[profile only]\nsso_account_id=666666666666\n",
      "one.yaml": "current-context: b\ncontexts: [{ name: b, context: { cluster: b.eu-west-1.eksctl.io } }]",
      "two.yaml": `current-context: c
contexts:
  - { name: b, context: { cluster: wrong.eu-west-1.eksctl.io } }
  - { name: c, context: { cluster: c.eu-west-2.eksctl.io } }`,
    });
    const env = { HOME: home().env.HOME, AWS_CONFIG_FILE: "aws.ini", KUBECONFIG: "one.yaml:missing.yaml:two.yaml" };
    const { asked } = await ask(cwd, {}, env);
    const [clusters, accounts] = asked.filter(({ labels }) => labels?.includes("another"));
    expect(clusters?.labels).toEqual(["b, eu-west-1", "c, eu-west-2", "another"]);
    expect(accounts?.labels).toEqual(["666666666666, profile only", "another"]);
  });

  test.each([
    ["missing", {}],
    ["no files", { "home/.aws/config/x": "", "home/.kube/config/x": "" }],
    ["broken", { "home/.aws/config": "[profile \n=\n[]\nx", "home/.kube/config": "a: [b\n  - {" }],
    [
      "of another form",
      {
        "home/.aws/config": "[profile x]\nsso_account_id = 12",
        "home/.kube/config": "contexts: { a: 1 }\ncurrent-context: [2]",
      },
    ],
    [
      "full of what no configuration may hold",
      {
        "home/.aws/config":
          "[profile a b]\nsso_account_id = 333333333333\n[profile c]\nsso_account_id = 444444444444\nregion = mars-1",
        "home/.kube/config": `contexts: [{ name: a, context: { cluster: "arn:aws:eks:mars-1:333333333333:cluster/a b", namespace: A } }]`,
      },
    ],
    ["binary", { "home/.aws/config": "\0\u0001", "home/.kube/config": "\0\u0001" }],
  ])("changes nothing where the files are %s", async (_, content) => {
    const cwd = folder(content);
    const plain = folder({});
    const args = ["init", "--yes", "--cluster-account", "333333333333", "--resource-account", "444444444444"];
    await cli(plain, args);
    const { code } = await cli(cwd, args, { HOME: join(cwd, "home") });
    expect(code).toBe(0);
    expect(written(cwd)).toEqual(written(plain));
  });
});

describe("files that are there", () => {
  test.each([
    [DEFAULT, []],
    [".github/workflows/eks-cross-account.yml", ["--workflow"]],
  ])("%s is never replaced, and nothing else is written", async (path, args) => {
    const cwd = folder({ [path]: "mine" });
    const { code, err } = await cli(cwd, ["init", "--yes", ...args]);
    expect([code, err]).toEqual([2, expect.stringContaining(`found ${path}, expected none`)]);
    expect(files(cwd)).toEqual({ [path]: "mine" });
  });

  test("a blank configuration, and a link to nowhere in its place", async () => {
    const blank = folder({ [DEFAULT]: "\n \n" });
    expect((await cli(blank, ["init", "--yes"])).code).toBe(0);
    expect(written(blank).accounts).toBeDefined();
    const linked = folder({});
    symlinkSync(join(linked, "elsewhere"), join(linked, DEFAULT));
    expect((await cli(linked, ["init", "--yes"])).code).toBe(2);
    expect(existsSync(join(linked, "elsewhere"))).toBe(false);
  });

  test(".gitignore gets the lines that it lacks, and a schema is left alone", async () => {
    const cwd = folder({ ".gitignore": "node_modules/\nstate/", "eks-cross-account.schema.json": "{}" });
    const { out } = await cli(cwd, ["init", "--yes"]);
    expect(out).not.toContain("schema.json");
    expect(files(cwd)[".gitignore"]).toBe("node_modules/\nstate/\ncdktf.out/\n.terraform/\n*.tfstate\n*.tfstate.*\n");
    expect(files(cwd)["eks-cross-account.schema.json"]).toBe("{}");
  });

  test("what was written is taken back where the last file cannot be", async () => {
    const before = { [DEFAULT]: "\n", ".gitignore/taken": "" };
    const cwd = folder(before);
    const { code } = await cli(cwd, ["init", "--yes", "--workflow"]);
    expect(code).toBe(2);
    expect(files(cwd)).toEqual(before);
    expect(existsSync(join(cwd, ".github"))).toBe(false);
  });
});

test("init --config writes there, with the schema beside it, and names it in the next command", async () => {
  const cwd = folder({});
  mkdirSync(join(cwd, "infra"));
  const { out } = await cli(cwd, ["init", "--yes", "--config", "infra/access.yaml"]);
  expect(out).toContain("next: eks-cross-account synth --config infra/access.yaml\n");
  expect(Object.keys(files(cwd)).sort()).toEqual([
    ".gitignore",
    "infra/access.yaml",
    "infra/eks-cross-account.schema.json",
  ]);
  expect((await cli(cwd, ["check", "infra/access.yaml"])).code).toBe(0);
});

test("init --workflow writes a workflow at the repository's root that runs in the folder of the configuration", async () => {
  const cwd = folder({ "deep/er/x": "" });
  mkdirSync(join(cwd, ".git"));
  await cli(join(cwd, "deep/er"), ["init", "--yes", "--workflow"]);
  const text = files(join(cwd, ".github"))["workflows/eks-cross-account.yml"] ?? "";
  expect(text).toMatchSnapshot();
  const { jobs }: Json = parse(text);
  expect(jobs.prove.defaults.run["working-directory"]).toBe("deep/er");
  writeFileSync(join(cwd, "deep/er/eks-cross-account.yaml"), "");
});
