import type { Resource, World } from "../../../src/terraform";

/** What an expectation's STACK/ADDRESS[/key] names in the world. */
export function resourceAt({ stacks }: World, on: string): { resource?: Resource; key?: string } {
  const [, stackName, address, key] = /^([^/]+)\/([^/]+)(?:\/(.*))?$/s.exec(on) ?? [];
  const resource = stacks.find(({ name }) => name === stackName)?.resources.find((one) => one.address === address);
  return { ...(resource ? { resource } : {}), ...(key === undefined ? {} : { key }) };
}

/** The ARN, perhaps with unknown values, behind an expectation's `on`; undefined where the world has no such address. */
export function arnInWorld(world: World, on: string): string | undefined {
  if (on.startsWith("arn:")) return on;
  const { resource, key } = resourceAt(world, on);
  const arn = resource?.get("arn");
  return typeof arn !== "string" ? undefined : key === undefined ? arn : `${arn}/${key}`;
}
