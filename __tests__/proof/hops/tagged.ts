import type { ProveOptions } from "../../../src/proof";
import { allow, B, type Json } from "../../support/documents";
import { podWorld, proofOf } from "../../support/world";

export type World = Readonly<Record<string, Json>>;

export const QUEUE = `arn:aws:sqs:us-east-1:${B}:q`;
export const SECRET = `arn:aws:secretsmanager:us-east-1:${B}:secret:db-??????`;
export const condition = (operator: string, key: string, value: unknown) => ({
  Condition: { [operator]: { [key]: value } },
});
export const tagged = (key: string, value: unknown = "shop", operator = "StringEquals") =>
  condition(operator, key, value);

/** The verdict of the world's one grant, why, and what it rests on. */
export async function granted(world: World, options: ProveOptions = {}) {
  const { chains } = await proofOf(world, options);
  const [chain] = chains;
  const grant = chain?.hops.find(({ id }) => id === "grant");
  const assumed = chain?.assumptions.filter(({ id }) => id !== "association-admins");
  return {
    verdict: grant?.verdict,
    code: grant?.code,
    message: grant?.message,
    rests: assumed?.map(({ id, subject }) => `${id} ${subject}`),
    expected: chain?.expectations[0]?.verdict,
  };
}

export const queue = (more: Json = {}): Json => ({ aws_sqs_queue: { q: { name: "q", ...more } } });
export const onQueue = (statement: Json | readonly Json[], more: Json = {}) =>
  podWorld({ grant: statement, b: queue(more) });
export const send = (resource = QUEUE, more: Json = tagged("aws:ResourceTag/team")) =>
  allow("sqs:SendMessage", resource, more);
