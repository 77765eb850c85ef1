import type { Intruder, IntruderId } from "../../../src/proof";
import type { Named } from "./attempt";
import { podStrangers, podWitness } from "./by-pods";
import { holders } from "./by-primary-holders";
import { outsiders, roleStrangers, roleWitness } from "./by-roles";
import { tokenStrangers, tokenWitness } from "./by-tokens";
import type { Scene } from "./context";
import { resourceStrangers, resourceWitness } from "./on-resources";

/** Those of a class who must not get through. */
export async function battery(scene: Scene, id: IntruderId): Promise<readonly Named[]> {
  switch (id) {
    case "other-service-account":
    case "other-namespace":
    case "other-cluster":
      return (scene.chain.mechanism === "irsa" ? tokenStrangers : podStrangers)(scene, id);
    case "other-role":
      return roleStrangers(scene);
    case "other-account":
      return [...(await outsiders(scene)), ...(await resourceStrangers(scene, "other-account"))];
    case "anonymous":
      return resourceStrangers(scene, "anonymous");
    case "primary-holder":
      return holders(scene);
  }
}

/** The one of a class who gets through by the proof, as its witness says. */
export async function witnessed(scene: Scene, { id, witness = {} }: Intruder): Promise<Named> {
  if ("resource" in witness) return resourceWitness(scene, witness);
  if ("sub" in witness) return tokenWitness(scene, witness);
  if ("holds" in witness) return anyOf(await holders(scene), id);
  if ("assumes" in witness) return roleWitness(scene, witness);
  return podWitness(scene, witness);
}

const anyOf = (all: readonly Named[], id: IntruderId): Named =>
  all.find(({ allowed }) => allowed) ?? {
    what: `${id}: ${all.map(({ what }) => what).join("; ") || "nobody"}`,
    allowed: false,
    says: all.map(({ says }) => says).join("; "),
  };
