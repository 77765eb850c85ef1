import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { inventory } from "../loader/__tests__/support/inventory";
import { AllClients } from "../loader/aws";
import { EMULATED_RUN, type EmulatedPlace, startEmulatedPlace } from "./emulated";
import { FACTS } from "./facts";
import { interruptions } from "./interruptions";
import { Refusal, type Run, runIn } from "./options";
import type { Place, Pod } from "./place";
import { destroyRun, type Live, live } from "./run";

let place: EmulatedPlace;
let folder: string;
let run: Run;
let untouched: readonly string[];
before(async () => {
  place = await startEmulatedPlace(EMULATED_RUN);
  untouched = await there();
});
after(() => place?.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "live-test-"));
  run = { ...EMULATED_RUN, folder: join(folder, EMULATED_RUN.name) };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Everything in both accounts and in the cluster. */
function there(): Promise<readonly string[]> {
  const { region, cluster, accounts } = EMULATED_RUN;
  const account = accounts["account-a"].id;
  const arn = `arn:aws:eks:${region}:${account}:cluster/${cluster}`;
  const scope = {
    accounts: new Map(Object.values(accounts).map(({ id }) => [id, region])),
    clusters: [{ account, region, name: cluster, arn }],
  };
  return inventory(scope, new AllClients(place.emulator), place.kubernetes);
}

interface Ran {
  readonly code: number;
  readonly lines: readonly string[];
  readonly report: {
    readonly interrupted: boolean;
    readonly facts: readonly { id: string; is: string; said: string }[];
    readonly left: readonly string[];
  };
}

async function ran(of: Partial<Live> = {}): Promise<Ran> {
  const lines: string[] = [];
  const { signal } = new AbortController();
  const say = (line: string) => lines.push(line);
  const code = await live({
    run,
    place: of.place ?? at(),
    cluster: place.cluster,
    understood: true,
    signal,
    ...of,
    say: (line) => {
      say(line);
      of.say?.(line);
    },
  });
  return { code, lines, report: JSON.parse(readFileSync(join(run.folder, "report.json"), "utf8")) };
}

/** The place, whose stacks are those of this run's folder. */
const at = (changed: Partial<Place> = {}): Place => ({ ...place.of(run), ...changed });

/** As `at`, with pods that are refused everything at once. */
const withoutPods = (changed: Partial<Place> = {}): Place =>
  at({ run: async () => ({ code: 1, log: "Unable to locate credentials" }), ...changed });

test("every fact that a run tries is confirmed by the emulated AWS, and nothing is left", async () => {
  const { code, lines, report } = await ran();
  assert.equal(code, 0, lines.join("\n"));
  const other = report.facts.filter(({ is }) => is !== "confirmed");
  assert.deepEqual(
    other.map(({ id, is }) => `${id} ${is}`),
    FACTS.filter((fact) => "untried" in fact).map(({ id }) => `${id} not tried`),
  );
  assert.deepEqual(await there(), untouched);
  assert.deepEqual(readdirSync(run.folder).sort(), [
    "eks-cross-account.yaml",
    "journal.jsonl",
    "report.json",
    "report.md",
    "run.json",
  ]);
});

test("the report has every fact with its page and AWS's answer, and no account number", async () => {
  await ran({ place: withoutPods() });
  const markdown = readFileSync(join(run.folder, "report.md"), "utf8");
  for (const { says, page } of FACTS) assert.ok(markdown.includes(`${says} [AWS](${page})`), says);
  assert.match(
    markdown,
    /\| confirmed \| A trust policy that names a role.* \| MalformedPolicyDocument.*<account-a>:role/,
  );
  for (const { id } of Object.values(run.accounts)) assert.ok(!markdown.includes(id));
});

test("what AWS allows although it must be refused contradicts the fact, and ends with 1", async () => {
  const writing = ({ command }: Pod) => command.some((part) => part.includes("put-object"));
  const { code, report } = await ran({
    place: withoutPods({
      run: async (pod) => ({ code: writing(pod) ? 0 : 1, log: writing(pod) ? "{}" : "Unable to locate credentials" }),
    }),
  });
  assert.equal(code, 1);
  const of = (id: string) => report.facts.find((fact) => fact.id === id);
  assert.deepEqual(of("irsa-not-granted")?.is, "contradicted");
  assert.deepEqual(of("irsa-not-granted")?.said, "allowed: {}");
  assert.deepEqual(of("pod-identity-reads")?.is, "contradicted");
  // refused, but not in the words of a trust policy
  assert.deepEqual(of("tags-confine")?.is, "unclear");
  assert.deepEqual(await there(), untouched);
});

for (const said of [
  "a trust that names a missing role",
  "applied account-b",
  "applied account-a-rest",
  "confirmed association-once",
])
  test(`Ctrl-C after "${said}" destroys everything, and ends with 130`, async () => {
    const { signal, stop } = interruptions(() => {});
    try {
      const { code, report } = await ran({
        place: withoutPods(),
        signal,
        say(line) {
          if (line.includes(said)) process.kill(process.pid, "SIGINT");
        },
      });
      assert.equal(code, 130);
      assert.equal(report.interrupted, true);
      assert.deepEqual(report.left, []);
      assert.ok(report.facts.some(({ is }) => is === "not reached"));
    } finally {
      stop();
    }
    assert.deepEqual(await there(), untouched);
  });

test("Ctrl-C while a stack is applied destroys what had been made of it", async () => {
  const interruption = new AbortController();
  const { code } = await ran({
    signal: interruption.signal,
    place: withoutPods({
      async apply(stack, signal) {
        await place.of(run).apply(stack, signal);
        if (stack !== "account-b") return;
        interruption.abort(new Error("SIGINT"));
        signal.throwIfAborted();
      },
    }),
  });
  assert.equal(code, 130);
  assert.deepEqual(await there(), untouched);
});

test("Ctrl-C while a pod runs destroys everything", async () => {
  const interruption = new AbortController();
  const { code } = await ran({
    signal: interruption.signal,
    place: withoutPods({
      async run(pod, signal) {
        setTimeout(() => interruption.abort(new Error("SIGINT")), 50);
        return place.run(pod, signal);
      },
    }),
  });
  assert.equal(code, 130);
  assert.deepEqual(await there(), untouched);
});

for (const [said, is] of [
  ["MalformedPolicyDocument: Invalid principal in policy", "contradicted"],
  ["AccessDenied: for want of rights", "unclear"],
] as const)
  test(`a stack that AWS refuses with "${said}" makes the order ${is}, and everything is destroyed`, async () => {
    const { code, report } = await ran({
      place: withoutPods({
        async apply(stack, signal) {
          await place.of(run).apply(stack, signal);
          if (stack === "account-a-rest") throw new Error(said);
        },
      }),
    });
    assert.equal(code, 1);
    const order = report.facts.find(({ id }) => id === "stacks-in-order");
    assert.deepEqual([order?.is, order?.said], [is, `account-a-rest: ${said}`]);
    assert.deepEqual(await there(), untouched);
  });

test("what could not be destroyed is named, and destroyed by the folder of the run", async () => {
  let broken = true;
  const unreliable = withoutPods({
    async destroy(stack) {
      if (broken && stack === "account-b") throw new Error("DeleteConflict");
      await place.of(run).destroy(stack);
    },
  });
  const { code, lines, report } = await ran({ place: unreliable });
  assert.equal(code, 1);
  assert.ok(report.left.includes("stack account-b: DeleteConflict"), report.left.join("\n"));
  assert.ok(report.left.includes(`bucket ${run.name}-222222222222`), report.left.join("\n"));
  assert.ok(lines.includes(`npm run live -- --destroy ${run.folder} tries again`));
  assert.notDeepEqual(await there(), untouched);
  broken = false;
  assert.equal(await destroyRun({ run: runIn(run.folder), place: unreliable, say: () => {} }), 0);
  assert.deepEqual(await there(), untouched);
});

test("what is refused once is destroyed at the second attempt", async () => {
  let attempts = 0;
  const { report } = await ran({
    place: withoutPods({
      async destroy(stack) {
        attempts += 1;
        if (attempts === 1) throw new Error("DependencyViolation");
        await place.of(run).destroy(stack);
      },
    }),
  });
  assert.deepEqual(report.left, []);
  assert.deepEqual(await there(), untouched);
});

test("fails without --i-understand, after it has shown what would be made and what it costs", async () => {
  const lines: string[] = [];
  const { signal } = new AbortController();
  const say = (line: string) => lines.push(line);
  const refused = live({ run, place: at(), cluster: place.cluster, understood: false, signal, say });
  await assert.rejects(refused, (error) => error instanceof Refusal && error.message.includes("--i-understand"));
  const text = lines.join("\n");
  for (const shown of [
    "aws_iam_role.pod-identity_primary_role",
    "aws_s3_bucket.data_data_bucket",
    "0.01 USD",
    "proved",
  ])
    assert.ok(text.includes(shown), `${shown} in ${text}`);
  assert.equal(existsSync(run.folder), false);
  assert.deepEqual(await there(), untouched);
});

test("fails where a plan would change or destroy something that exists", async () => {
  const plan = async () => ({ add: 3, change: 1, remove: 0 });
  await assert.rejects(ran({ place: at({ plan }) }), /expected additions alone/);
  assert.deepEqual(await there(), untouched);
});
