import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Checkout } from "./checkout";

const ROOT = join(__dirname, "..", "..");

interface Manifest {
  readonly bin?: string | Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** An empty folder in which the packed package is installed, for a user who has nothing else: a HOME of their own, empty. */
export class Installed {
  private readonly root = mkdtempSync(join(tmpdir(), "installed-"));
  readonly folder = join(this.root, "project");
  /** The package as it lies in node_modules. */
  readonly unpacked = join(this.folder, "node_modules/eks-cross-account");

  /** Size of the tarball in bytes. */
  readonly packed: number;

  constructor() {
    const checkout = new Checkout();
    try {
      mkdirSync(this.folder);
      mkdirSync(join(this.root, "home"));
      checkout.run("npm", ["pack", "--silent", "--pack-destination", this.root]);
      const [tarball = ""] = readdirSync(this.root).filter((name) => name.endsWith(".tgz"));
      this.packed = statSync(join(this.root, tarball)).size;
      writeFileSync(join(this.folder, "package.json"), '{ "private": true }\n');
      const options = ["--silent", "--prefer-offline", "--no-audit", "--no-fund"];
      const { status, stderr } = spawnSync("npm", ["install", ...options, join(this.root, tarball)], {
        cwd: this.folder,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stderr);
    } catch (error) {
      this.remove();
      throw error;
    } finally {
      checkout.remove();
    }
  }

  /** Runs a command line in a shell, in the project's folder or one below it. */
  sh(line: string, { folder = ".", input = "" }: { folder?: string; input?: string } = {}): Ended {
    const { status, stdout, stderr } = spawnSync("bash", ["-c", line], {
      cwd: join(this.folder, folder),
      encoding: "utf8",
      input,
      env: {
        PATH: process.env.PATH,
        HOME: join(this.root, "home"),
        NO_UPDATE_NOTIFIER: "1",
        npm_config_offline: "true",
      },
    });
    return { code: status ?? 1, out: stdout, err: stderr };
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Copies what the package has at `path`. */
  copy(path: string, to: string): void {
    cpSync(join(this.unpacked, path), join(this.folder, to), { recursive: true });
  }

  /** Makes packages of this repository available, with their commands, as `npm install` would. */
  link(...names: readonly string[]): void {
    for (const name of names) {
      const at = join(this.folder, "node_modules", name);
      if (existsSync(at)) continue;
      mkdirSync(dirname(at), { recursive: true });
      symlinkSync(join(ROOT, "node_modules", name), at);
      const { bin = {} } = JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as Manifest;
      for (const [command, file] of Object.entries(typeof bin === "string" ? { [name]: bin } : bin))
        symlinkSync(join(at, file), join(this.folder, "node_modules/.bin", command));
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
