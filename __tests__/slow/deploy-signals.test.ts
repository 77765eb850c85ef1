import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checkout } from "./checkout";

const FAKE = join(__dirname, "../support/fake-terraform.cjs");

let checkout: Checkout;
let cwd: string;
beforeAll(() => {
  checkout = new Checkout();
});
afterAll(() => checkout.remove());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "deploy-"));
  copyFileSync(join(checkout.folder, "eks-cross-account.yaml"), join(cwd, "eks-cross-account.yaml"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const calls = () => (existsSync(join(cwd, "calls")) ? readFileSync(join(cwd, "calls"), "utf8").trim().split("\n") : []);
const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  HOME: cwd,
  TERM: "xterm",
  TMPDIR: cwd,
  FAKE_CALLS: join(cwd, "calls"),
  ...more,
});
const command = (args: string) => [join(checkout.folder, "dist/cli.js"), ...args.split(" "), "--terraform", FAKE];

/** How a run ended, and what it printed. */
async function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly text: string }> {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, text };
}

const start = (args: string, env: Record<string, string> = {}) =>
  spawn("node", command(args), { cwd, env: environment(env) });

async function until(line: string): Promise<void> {
  while (!calls().includes(line)) await new Promise((done) => setTimeout(done, 20));
}

const SLOW = { FAKE_SLOW: "apply account-b" };
const left = () => readdirSync(cwd).filter((name) => name.startsWith("eks-cross-account-"));

test.each([
  ["SIGINT", 130, "SIGINT"],
  ["SIGTERM", 143, "SIGTERM"],
  ["SIGHUP", 129, "SIGINT"],
] as const)(
  "%s is forwarded once to what runs, begins nothing new, ends with %i, and the next deploy goes on",
  async (signal, code, forwarded) => {
    const child = start("deploy --auto-approve", SLOW);
    const end = ended(child);
    await until("wait apply account-b");
    child.kill(signal);
    const { code: status, text } = await end;
    expect(status).toBe(code);
    expect(calls().filter((call) => call.includes("SIG"))).toEqual([`${forwarded} apply account-b`]);
    expect(calls()).not.toContain("start apply account-a-rest");
    expect(text).toContain("✔ account-a-primary  applied");
    expect(text).toContain("✘ account-b  interrupted: what Terraform was through with is in its state\n");
    expect(text).toContain("✘ account-a-rest  not begun, as it waits for account-b\n");
    expect(text).toContain("may s3:GetObject, s3:ListBucket on data\n"); // the bundles find each other
    expect([left(), existsSync(join(cwd, "cdktf.out/.deploy.lock"))]).toEqual([[], false]);

    const again = await ended(start("deploy --auto-approve"));
    expect(again.code).toBe(0);
    expect(again.text).toContain("account-a-primary  unchanged\n");
    // what was made before the interruption is in the state already
    expect(again.text).toContain("✔ account-b  applied: 4 added\n");
  },
);

test("a second signal is forwarded too, so that a Terraform that hangs can be ended", async () => {
  const child = start("deploy --auto-approve", SLOW);
  const end = ended(child);
  await until("wait apply account-b");
  child.kill("SIGINT");
  await until("SIGINT apply account-b");
  child.kill("SIGINT");
  expect((await end).code).toBe(130);
  expect(calls().filter((call) => call === "SIGINT apply account-b")).toHaveLength(2);
});

test("a signal while stacks are planned ends it with nothing applied", async () => {
  const child = start("deploy --auto-approve", { FAKE_PAUSE: "500" });
  const end = ended(child);
  await until("start plan account-b");
  child.kill("SIGINT");
  expect((await end).code).toBe(130);
  expect(calls().filter((call) => call.includes("apply"))).toEqual([]);
});

/** Runs a command on a terminal of its own and types keys, each once a file has a line; prints what it showed. */
const TERMINAL = `
import fcntl, os, pty, select, struct, sys, termios, time
file, script, command = sys.argv[1], sys.argv[2], sys.argv[3:]
steps = [step.rsplit("=", 1) for step in script.split(",")]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
shown = b""
def seen(text):
    if text.startswith("shown "): return text[6:].encode() in shown
    return os.path.exists(file) and text in open(file).read().split("\\n")
while True:
    if steps and seen(steps[0][0]):
        time.sleep(0.3)
        os.write(terminal, bytes([int(steps.pop(0)[1])]))
    ready, _, _ = select.select([terminal], [], [], 0.05)
    try:
        if ready:
            read = os.read(terminal, 65536)
            if not read: break
            shown += read
    except OSError: break
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
`;
const [CTRL_C, Y] = [3, 121];

const hasPython = spawnSync("python3", ["-c", "import os, pty; os.waitstatus_to_exitcode"]).status === 0;
if (!hasPython) console.log("skipped: no python3, by which these tests get a terminal");
const onTerminal = hasPython ? test : test.skip;

function typed(script: string, args: string, env: Record<string, string> = {}) {
  const { status, stdout } = spawnSync(
    "python3",
    ["-c", TERMINAL, join(cwd, "calls"), script, "node", ...command(args)],
    {
      cwd,
      encoding: "utf8",
      env: environment(env),
    },
  );
  return { status, shown: stdout };
}

onTerminal("Ctrl-C on a terminal reaches Terraform once: twice would end it with its state unsaved", () => {
  const { status, shown } = typed(`wait apply account-b=${CTRL_C}`, "deploy --auto-approve", SLOW);
  expect([status, calls().filter((call) => call.includes("SIG"))]).toEqual([130, ["SIGINT apply account-b"]]);
  expect(calls()).toContain("leads apply account-b"); // two that come at one moment may be seen as one
  expect(shown).toContain("interrupted");
});

onTerminal("a person approves on the terminal what is planned, and what is planned later", () => {
  const { status, shown } = typed(`shown deploy 2 stacks=${Y},shown deploy account-a-rest?=${Y}`, "deploy");
  expect([status, shown]).toEqual([0, expect.stringContaining("account-a-rest  applied")]);
});

onTerminal("Ctrl-C at the question leaves everything as it is", () => {
  const { status, shown } = typed(`shown deploy 2 stacks=${CTRL_C}`, "deploy");
  expect([status, shown]).toEqual([2, expect.stringContaining("nothing was done")]);
  expect(calls().filter((call) => call.includes("apply"))).toEqual([]);
});
