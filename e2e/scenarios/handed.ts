import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { ListKeysCommand } from "@aws-sdk/client-kms";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { createColors } from "picocolors";
import { run } from "../../src/cli/program";
import { synthesize } from "../../stacks";
import type { Emulator } from "../emulator";
import type { AllClients } from "../loader/aws";
import { tool } from "../python/tool";

interface Step {
  readonly name: string;
  readonly commands: { readonly apply: string; readonly verify: string; readonly revoke: string };
}

interface Handed {
  readonly steps: readonly Step[];
  readonly simulate?: string;
}

/** What the command line prints as JSON for the owner of an account. */
export async function handover(path: string, account: string): Promise<Handed> {
  let [out, err] = ["", ""];
  const colors = createColors(false);
  const io = {
    cwd: resolve(".."),
    env: {},
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    input: async () => "",
    prompts: undefined,
    outColors: colors,
    errColors: colors,
  };
  const args = ["handover", account, "--config", path, "--format", "json"];
  assert.equal(await run(args, io, async () => synthesize), 0, err);
  return JSON.parse(out) as Handed;
}

/** Runs a printed script as the administrator of its account would; what Terraform would fill in is found in AWS. */
export async function shell(
  script: string,
  { id, region, folder }: { readonly id: string; readonly region: string; readonly folder: string },
  emulator: Emulator,
  all: AllClients,
  status = 0,
): Promise<string> {
  const keys = emulator.administrator(id);
  const { s3, kms } = all.in(id, region);
  const filled: Record<string, string> = {};
  for (const [, name = "", expression = ""] of script.matchAll(/: "\$\{(\w+):\?set it to the value of (\S+),/g)) {
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const { Keys = [] } = await kms.send(new ListKeysCommand({}));
    const [bucket] = Buckets;
    filled[name] = expression.includes("aws_s3_bucket.")
      ? `arn:aws:s3:::${bucket?.Name}`
      : String(expression.endsWith(".arn") ? Keys[0]?.KeyArn : Keys[0]?.KeyId);
  }
  const child = spawn("sh", ["-c", script], {
    cwd: folder,
    env: {
      PATH: `${resolve((await tool("aws")).replace(/\/aws$/, ""))}:${process.env.PATH}`,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_PAGER: "",
      AWS_EC2_METADATA_DISABLED: "true",
      ...filled,
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  const code = await new Promise((done, fail) => child.once("error", fail).once("close", done));
  assert.equal(code, status, `${said}\n${script}`);
  return said;
}
