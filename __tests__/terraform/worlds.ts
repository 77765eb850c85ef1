import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ReadOptions, type Resource, readWorld, type World } from "../../src/terraform";

/** Files by path; what is no text is written as JSON. */
export type Files = Readonly<Record<string, unknown>>;

const made: string[] = [];

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** A new directory with these files. */
export function directoryWith(files: Files): string {
  const directory = mkdtempSync(join(tmpdir(), "terraform-"));
  made.push(directory);
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 2),
    );
  }
  return directory;
}

export const read = (files: Files, options: ReadOptions = {}, path = ""): Promise<World> =>
  readWorld([join(directoryWith(files), path)], options);

/** The world of one stack `s` in account 111111111111. */
export const readStack = (content: object, options: ReadOptions = {}): Promise<World> =>
  read({ "s/main.tf.json": { provider: PROVIDER, ...content } }, options);

export const PROVIDER = { aws: [{ region: "us-east-1", allowed_account_ids: ["111111111111"] }] };

/** The resource at `address`, in any stack. */
export function at(world: World, address: string): Resource {
  const found = world.stacks.flatMap(({ resources }) => resources).find((one) => one.address === address);
  if (!found)
    throw new Error(
      `no ${address} among ${world.stacks.flatMap(({ resources }) => resources.map((one) => one.address))}`,
    );
  return found;
}

export const addresses = (world: World): readonly string[] =>
  world.stacks.flatMap(({ resources }) => resources.map(({ address }) => address));

/** What the locals `expressions` give, in a stack that declares what they refer to. */
export async function evaluated(expression: string, declared: object = {}): Promise<unknown> {
  const world = await readStack({
    ...declared,
    resource: {
      ...("resource" in declared ? (declared.resource as object) : {}),
      aws_test: { it: { value: expression } },
    },
  });
  return at(world, "aws_test.it").get("value");
}
