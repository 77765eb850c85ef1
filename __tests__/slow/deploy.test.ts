import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Prompts } from "../../src/cli/prompts";
import { cli, files, project } from "../support/cli";
import { readText, SHIPPED } from "../support/synth";

const FAKE = join(__dirname, "../support/fake-terraform.cjs");
const STACKS = ["account-a-primary", "account-b", "account-a-rest"];
const POD = "my-eks-cluster/my-app-namespace/my-app-sa";

let folder: string;
beforeEach(() => {
  folder = project();
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the fake Terraform has written down: `start plan account-b`. */
  readonly calls: readonly string[];
}

/** Runs a command; `answers` are those to its questions, which it is asked in this order. */
async function run(args: string, env: Record<string, string> = {}, answers: readonly boolean[] = []): Promise<Run> {
  const calls = join(folder, "calls.log");
  rmSync(calls, { force: true });
  const left = [...answers];
  const asked: string[] = [];
  const prompts: Prompts = {
    text: () => Promise.reject(new Error("asked")),
    choice: () => Promise.reject(new Error("asked")),
    async confirm({ message }) {
      asked.push(message);
      return left.shift() ?? Promise.reject(new Error(`asked ${message}`));
    },
  };
  const given = { PATH: process.env.PATH ?? "", FAKE_CALLS: calls, ...env };
  const ended = await cli(folder, [...args.split(" "), "--terraform", FAKE], given, undefined, "", prompts);
  const out = `${ended.out}${asked.map((one) => `asked: ${one}\n`).join("")}`;
  return { ...ended, out, calls: existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [] };
}

const applied = ({ calls }: Run): readonly string[] =>
  calls.filter((call) => call.startsWith("end apply")).map((call) => call.split(" ")[2] ?? "");
/** Whether each apply had ended before the next one began. */
const oneByOne = ({ calls }: Run): boolean => {
  const begun = calls.filter((call) => / apply /.test(call)).map((call) => call.split(" ")[0]);
  return begun.every((call, index) => call === (index % 2 === 0 ? "start" : "end"));
};
const write = (text: string) => writeFileSync(join(folder, "eks-cross-account.yaml"), text);

describe("deploy", () => {
  test("goes from the file alone to applied stacks, in order, and a second time changes nothing", async () => {
    const first = await run("deploy --auto-approve");
    expect([first.code, applied(first), oneByOne(first)]).toEqual([0, STACKS, true]);
    expect(first.out).toContain(`+ ${POD} may s3:GetObject, s3:ListBucket on data\n`);
    expect(first.out).toContain("account-a-rest  waits for account-b");
    const second = await run("deploy --auto-approve");
    expect([second.code, applied(second)]).toEqual([0, []]);
    expect(second.out).toContain("account-a-rest  unchanged\n\naccess: no pod gains or loses any\n");
  });

  test("asks once for all plans, and once more for what could be planned only then", async () => {
    const ended = await run("deploy", {}, [true, true]);
    expect([ended.code, applied(ended)]).toEqual([0, STACKS]);
    expect(ended.out.match(/asked: .*/g)).toEqual([
      "asked: deploy 2 stacks: 6 to add?",
      "asked: deploy account-a-rest?",
    ]);
  });

  test("does nothing where that is not approved, and ends with 2; later, with 1", async () => {
    const none = await run("deploy", {}, [false]);
    expect([none.code, applied(none), none.err]).toEqual([2, [], expect.stringContaining("nothing was done")]);
    const some = await run("deploy", {}, [true, false]);
    expect([some.code, applied(some)]).toEqual([1, STACKS.slice(0, 2)]);
    expect(some.out).toContain("✘ account-a-rest  planned, and not approved");
  });

  test("applies nothing where a stack cannot be planned", async () => {
    const ended = await run("deploy --auto-approve", { FAKE_FAIL: "plan account-b" });
    expect([ended.code, applied(ended)]).toEqual([1, []]);
    expect(ended.err).toMatch(/account-b\n +error account-b is refused/);
  });

  test("goes on with what does not wait for a stack that failed, and the next run goes on from there", async () => {
    const failed = await run("deploy --auto-approve", { FAKE_FAIL: "apply account-b" });
    expect([failed.code, applied(failed)]).toEqual([1, ["account-a-primary"]]);
    expect(failed.out).toContain("✘ account-a-rest  not begun, as it waits for account-b\n");
    const resumed = await run("deploy --auto-approve");
    expect([resumed.code, applied(resumed)]).toEqual([0, STACKS.slice(1)]);
    expect(resumed.out).toContain("account-a-primary  unchanged\n");
  });

  test("never runs Terraform on an output that is refuted", async () => {
    const { synthesize } = await import("../../stacks");
    const calls = join(folder, "calls.log");
    const env = { PATH: process.env.PATH ?? "", FAKE_CALLS: calls };
    const ended = await cli(folder, ["deploy", "--auto-approve", "--terraform", FAKE], env, (model, options) => {
      synthesize(model, options);
      const file = join(options.outdir, "stacks/account-b/cdk.tf.json");
      writeFileSync(file, readFileSync(file, "utf8").replaceAll("sts:TagSession", "sts:SetSourceIdentity"));
    });
    expect([ended.code, existsSync(calls), existsSync(join(folder, "cdktf.out"))]).toEqual([1, false, false]);
    expect(ended.err).toContain("refuted");
  });

  test("takes the provider locks that are kept, and keeps them again", async () => {
    mkdirSync(join(folder, "locks"));
    writeFileSync(join(folder, "locks/account-b.terraform.lock.hcl"), "the kept lock");
    const { calls } = await run("deploy --auto-approve account-a-primary account-b");
    expect(calls.filter((call) => call.startsWith("lock"))).toEqual(expect.arrayContaining(["lock the kept lock"]));
    expect(files(join(folder, "locks"))["account-b.terraform.lock.hcl"]).toBe("locks of account-b\n");
  });

  test("refuses a stack without the one that it stands on, until that is applied", async () => {
    const early = await run("deploy --auto-approve account-b");
    expect([early.code, early.err]).toEqual([2, expect.stringContaining("found account-b without account-a-primary")]);
    await run("deploy --auto-approve account-a-primary");
    expect((await run("deploy --auto-approve account-b")).code).toBe(0);
  });

  test("hands over as variables what the output of another stack is, unless the environment has it", async () => {
    write(SHIPPED.replace("    bucket:", "    handover: variable\n    bucket:"));
    const { code } = await run("deploy --auto-approve");
    expect(code).toBe(0);
    const rest = () => readFileSync(join(folder, "state/account-a-rest.tfstate"), "utf8");
    expect(rest()).toContain("s3://my-cross-account-data-bucket-happy-otter/");
    const own = await run("deploy --auto-approve", { TF_VAR_data_bucket_name: "mine" });
    expect([own.code, rest()]).toEqual([0, expect.stringContaining("s3://mine/")]);
  });

  test("says what a pod loses by a grant that has become a smaller one", async () => {
    await run("deploy --auto-approve");
    const smaller = SHIPPED.replace("{ read: data }", "{ actions: [s3:GetObject], on: data }");
    write(smaller.replace(/ *(policyName|verify):.*\n/g, ""));
    const { out, err } = await run("plan");
    expect(err).not.toContain("error");
    expect(out).toContain(`- ${POD} may no longer s3:ListBucket on data\n`);
    expect(out).not.toContain("s3:GetObject on");
  });

  test("does not delete Kubernetes objects that the configuration now leaves to others, and says how they stay", async () => {
    await run("deploy --auto-approve");
    write(`defaults: { kubernetes: none }\n${SHIPPED}`);
    const { code, err } = await run("deploy --auto-approve");
    expect(code).toBe(1);
    expect(err).toContain("the plan deletes 3 Kubernetes objects that the configuration leaves to others");
    expect(err).toContain("terraform -chdir=cdktf.out/stacks/account-a-rest state rm kubernetes_namespace_v1.app");
    expect(readFileSync(join(folder, "state/account-a-rest.tfstate"), "utf8")).toContain("kubernetes_namespace_v1.app");
  });

  test("takes what owners of roles are asked for as given, before and after", async () => {
    const text = readText("examples/existing-roles/eks-cross-account.yaml");
    write(text);
    const first = await run("deploy --auto-approve");
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringMatching(/\+ shared-cluster\/billing\/billing may .* on invoices\n/),
    ]);
    write(text.replace("billing-assumes-invoice-reader", "billing-assumes-reader"));
    const renamed = await run("plan");
    expect(renamed.out).toMatch(/platform-rest {2}.* to change\n[\s\S]*access: no pod gains or loses any/);
  });

  test("works on as many stacks at a time as is asked for, and no more", async () => {
    const most = ({ calls }: Run) => {
      let [now, top] = [0, 0];
      for (const call of calls) {
        if (call.startsWith("start plan")) now += 1;
        if (call.startsWith("end plan")) now -= 1;
        top = Math.max(top, now);
      }
      return top;
    };
    expect(most(await run("plan --parallel 1", { FAKE_PAUSE: "200" }))).toBe(1);
    expect(most(await run("plan", { FAKE_PAUSE: "200" }))).toBe(2);
  });

  test("runs init for one stack after another where the plugin cache is shared, which Terraform does not guard", async () => {
    const inits = async (env: Record<string, string>) =>
      (await run("plan", { FAKE_PAUSE: "200", ...env })).calls
        .filter((call) => call.includes(" init "))
        .slice(0, 2)
        .map((call) => call.split(" ")[0]);
    expect(await inits({})).toEqual(["start", "start"]);
    expect(await inits({ TF_PLUGIN_CACHE_DIR: folder })).toEqual(["start", "end"]);
  });

  test("says in JSON what became of each stack, and of what pods may do", async () => {
    const { code, out } = await run("deploy --auto-approve --format json", { FAKE_FAIL: "apply account-a-rest" });
    expect([code, JSON.parse(out)]).toEqual([
      1,
      {
        version: 1,
        command: "deploy",
        configuration: "eks-cross-account.yaml",
        out: "cdktf.out",
        terraform: { name: "fake-terraform.cjs", version: "1.11.4" },
        stacks: STACKS.map((name, index) =>
          expect.objectContaining({
            name,
            directory: `cdktf.out/stacks/${name}`,
            status: index < 2 ? "applied" : "failed",
            counts: { add: [1, 5, 6][index], change: 0, destroy: 0 },
            errors: index < 2 ? [] : [{ summary: "account-a-rest is refused", detail: "" }],
          }),
        ),
        access: {
          gained: [{ chain: POD, actions: ["s3:GetObject", "s3:ListBucket"], on: "data" }],
          lost: [],
          undecided: [],
        },
        verifications: [],
        exitCode: 1,
      },
    ]);
  });

  test("plan shows Terraform's own plans where asked, applies nothing and asks nothing", async () => {
    const ended = await run("plan --verbose");
    expect([ended.code, applied(ended)]).toEqual([0, []]);
    expect(ended.out).toContain("Terraform's own plan of account-b");
    expect(existsSync(join(folder, "state"))).toBe(false);
  });
});

describe("destroy", () => {
  test("asks, goes the other way round, says what pods lose, and has nothing to do a second time", async () => {
    await run("deploy --auto-approve");
    const ended = await run("destroy", {}, [true]);
    expect([ended.code, applied(ended)]).toEqual([0, [...STACKS].reverse()]);
    expect(oneByOne(ended)).toBe(true);
    expect(ended.out).toContain(`- ${POD} may no longer s3:GetObject, s3:ListBucket on data\n`);
    expect(ended.out).toContain("asked: destroy 3 stacks: 12 to destroy?");
    const again = await run("destroy --auto-approve");
    expect([again.code, applied(again)]).toEqual([0, []]);
  });

  test("refuses a stack on which another one stands", async () => {
    await run("deploy --auto-approve");
    const { code, err } = await run("destroy --auto-approve account-b");
    expect([code, err]).toEqual([2, expect.stringContaining("found account-b without account-a-rest")]);
    expect((await run("destroy --auto-approve account-a-rest")).code).toBe(0);
    expect((await run("destroy --auto-approve account-b")).code).toBe(0);
  });

  test("destroys a stack that has left the configuration, which synthesis refuses to drop", async () => {
    await run("deploy --auto-approve");
    write(SHIPPED.replace(/ {2}account-b: .*\n/, "").replaceAll("account: account-b", "account: account-a"));
    expect((await run("deploy --auto-approve")).code).toBe(2);
    const ended = await run("destroy --auto-approve account-b account-a-rest");
    expect([ended.code, applied(ended)]).toEqual([0, ["account-a-rest", "account-b"]]);
    expect((await run("deploy --auto-approve")).code).toBe(0);
  });
});

describe("deploy --verify", () => {
  const KUBECTL = `#!/bin/sh
echo "$@" >> "$KUBECTL_CALLS"
case "$*" in
  *" get "*) cat "$KUBECTL_OBJECT" ;;
  *" logs "*) cat "$KUBECTL_LOG" ;;
esac
`;
  const object = (phase: string) =>
    JSON.stringify({
      status: { phase, containerStatuses: [{ state: { terminated: { finishedAt: "2026-11-26T20:00:00Z" } } }] },
    });

  async function verified(phase: string, log: string) {
    const at = (name: string) => join(folder, name);
    writeFileSync(at("kubectl"), KUBECTL, { mode: 0o755 });
    writeFileSync(at("object.json"), object(phase));
    writeFileSync(at("pod.log"), log);
    return run("deploy --auto-approve --verify --kubectl ./kubectl", {
      KUBECTL_CALLS: at("kubectl.calls"),
      KUBECTL_OBJECT: at("object.json"),
      KUBECTL_LOG: at("pod.log"),
    });
  }

  test("waits for the check with the token of the cluster's stack, and says that access works", async () => {
    const { code, out } = await verified("Succeeded", "access works\n");
    expect(code).toBe(0);
    expect(out).toContain(`✔ access works: ${POD} (pod s3-access-test-pod, which ended at 2026-11-26T20:00:00Z)\n`);
    const [got] = readFileSync(join(folder, "kubectl.calls"), "utf8").split("\n");
    expect(got).toMatch(/^--kubeconfig \S+ --namespace my-app-namespace get pod s3-access-test-pod --output json$/);
  });

  test("names the hop that refuses the pod, by the error in its log, and ends with 1", async () => {
    const error =
      "An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:sts::111111111111:assumed-role/eks-pod-identity-primary-role/s is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/s3-reader-target-role";
    const { code, out } = await verified("Failed", `attempt 5 of 5\n${error}\nno access after 5 attempts\n`);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`✘ no access: ${POD} .*: (primary-permission|target-trust) is refused, though`));
    expect(out).toContain(error);
    expect(out).toMatch(
      new RegExp(`how it is decided: .*explain ${POD}/(primary-permission|target-trust) cdktf.out\\n`),
    );
  });

  test("says why it cannot tell, and ends with 1", async () => {
    const { code, out } = await run("deploy --auto-approve --verify --kubectl ./nothing");
    expect([code, out]).toEqual([1, expect.stringContaining("access not told")]);
  });

  test("has nothing to wait for where a workload has no verify", async () => {
    write(SHIPPED.replace(/ *verify: .*\n/, ""));
    const { code, out } = await run("deploy --auto-approve --verify");
    expect([code, out]).toEqual([0, expect.stringContaining(`access not tried: ${POD}: it has no \`verify:\``)]);
  });

  test("leaves a check in manifests to those who apply them", async () => {
    const named = SHIPPED.replace(/bucket: .*/, "bucket: { name: the-data-bucket }");
    write(`defaults: { kubernetes: manifests }\n${named}`);
    const { code, out } = await run("deploy --auto-approve --verify");
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(`access not tried: ${POD}: its check is in the manifests`),
    ]);
  });
});
