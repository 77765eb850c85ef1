import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { files } from "../support/cli";
import { Checkout } from "./checkout";

/** Runs a command on a terminal of its own and types a key whenever it has been silent for a while; prints what it showed. */
const TERMINAL = `
import fcntl, os, pty, select, struct, sys, termios
keys, command = sys.argv[1].split(","), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
shown = b""
while True:
    ready, _, _ = select.select([terminal], [], [], 1)
    try:
        if ready:
            read = os.read(terminal, 65536)
            if not read: break
            shown += read
        elif keys:
            os.write(terminal, bytes([int(keys.pop(0))]))
        else: break
    except OSError: break
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
`;
const ENTER = 13;
const CTRL_C = 3;

const hasPython = spawnSync("python3", ["-c", "import os, pty; os.waitstatus_to_exitcode"]).status === 0;
const onTerminal = hasPython ? test : test.skip;

let checkout: Checkout;
let cwd: string;
beforeAll(() => {
  checkout = new Checkout();
});
afterAll(() => checkout.remove());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "init-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function typed(keys: readonly number[]) {
  const command = ["node", join(checkout.folder, "dist/cli.js"), "init"];
  const { status, stdout } = spawnSync("python3", ["-c", TERMINAL, keys.join(","), ...command], {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: cwd, TERM: "xterm" },
  });
  return { status, shown: stdout };
}

onTerminal("init asks at a terminal, and Enter takes each usual answer", () => {
  const { status, shown } = typed(Array(12).fill(ENTER));
  expect(shown).toContain("How does the pod get credentials?");
  expect(shown).toContain("next: eks-cross-account synth");
  expect(status).toBe(0);
  expect(Object.keys(files(cwd))).toContain("eks-cross-account.yaml");
});

onTerminal.each([[0], [4]])("Ctrl-C after %i answers ends init with nothing written", (answers) => {
  const { status, shown } = typed([...Array(answers).fill(ENTER), CTRL_C]);
  expect(shown).toContain("nothing was written");
  expect(status).toBe(2);
  expect(files(cwd)).toEqual({});
});
