import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

/** A call of a program that the shim stands for. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  /** Where it runs, and the name of that folder. */
  readonly folder: string;
  readonly stack: string;
  /** Of TF_VAR_*. */
  readonly variables: Readonly<Record<string, string>>;
  /** What `--kubeconfig` names. */
  readonly kubeconfig?: Kubeconfig;
}

export interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
  readonly users: readonly { readonly user: { readonly exec: { readonly args: readonly string[] } } }[];
}

export interface Answer {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Programs on disk that this process answers for. */
export class Shim {
  /** Each call, as `PROGRAM ARGUMENTS`; of those in a stack's folder with its name before it. */
  readonly calls: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
  ) {}

  /** @param onSignal called when a program that runs is sent one */
  static async start(
    folder: string,
    answer: (call: Call) => Promise<Answer>,
    onSignal: (signal: string) => void,
  ): Promise<Shim> {
    const server = createServer(async (request, response) => {
      const asked = JSON.parse(await text(request)) as Call & { readonly signal?: string };
      if (asked.signal !== undefined) {
        onSignal(asked.signal);
        response.end();
        return;
      }
      shim.calls.push(`${asked.stack} ${[asked.program, ...asked.args].join(" ")}`);
      const ended = await answer(asked).catch((error: Error) => ({ code: 1, stderr: `${error.stack}\n` }));
      response.end(JSON.stringify({ stdout: "", stderr: "", ...ended }));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const shim = new Shim(server, folder);
    return shim;
  }

  /** A program called `name`; its path. */
  program(name: string): string {
    const { port } = this.server.address() as AddressInfo;
    const path = join(this.folder, name);
    const script = [process.execPath, resolve("shim/program.mjs"), `http://127.0.0.1:${port}`, name];
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(path, `#!/bin/sh\nexec ${script.map((word) => `'${word}'`).join(" ")} "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((stopped) => this.server.close(() => stopped()));
  }
}

export const jsonFile = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
