import {
  after,
  and,
  type Choice,
  type Chosen,
  conditionsOf,
  type Glob,
  literal,
  MAYBE,
  NO,
  patternsOn,
  type Shape,
  search,
  type Truth,
  witnessesOf,
  YES,
} from "../../iam";
import { readable, unknownText } from "../../unknown/unknown-text";
import type { ProofContext } from "../proof-context";
import { contextOf } from "../requests/context";
import { leavesAccount } from "./accepted-callers";
import { type AccessPath, accessPathOf, type Difference, otherRegions, ownIn, type Pod } from "./access-path";
import { type Attempt, better, FAILS } from "./attempt";
import { confinementFails } from "./confinement";
import { bothHops } from "./eks-calls";
import type { Guard } from "./guards";
import {
  aroundPods,
  differingFrom,
  differs,
  FRESH,
  filled,
  isOneOf,
  mayBeOneOf,
  PARTS,
  podChoices,
  podNamed,
} from "./pod-names";
import type { ProtectedChain } from "./protected-chain";

/** A pod with another name, by an association with the same roles that is not in the world. */
export function podIntruder(proof: ProofContext, chain: ProtectedChain, guard: Guard, difference: Difference): Attempt {
  const path = accessPathOf(proof, chain, guard);
  if (!path) return { truth: MAYBE };
  if (!leavesAccount(chain.accepted, path.account)) return FAILS;
  const regions = [path.region, ...(difference === "cluster" ? otherRegions(path) : [])];
  return regions
    .flatMap((region) => [
      withTags(proof, chain, path, difference, region),
      withoutTags(proof, chain, path, difference, region),
    ])
    .reduce(better, FAILS);
}

function withTags(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  difference: Difference,
  region: string | undefined,
): Attempt {
  const elsewhere = region !== path.region;
  const order = [difference, ...PARTS.filter((part) => part !== difference)];
  const { choices, tags } = podChoices(path, region, chain.targetArn, order);
  const own = ownIn(path, region);
  const mayBeOwn = mayBeOneOf(own, path.policies);
  const mayBeSame = elsewhere || (path.kind === "other" && difference === "cluster");
  const differing = choices.map((one) =>
    one.name === difference && !mayBeSame ? differingFrom(one, chain.chain[difference]) : one,
  );
  const test = (chosen: Chosen): Truth => {
    if (isOneOf(own, chosen)) return NO;
    const truth = bothHops(proof, chain, path, tags(chosen), externalIdWith(path, region, chosen), region);
    return mayBeOwn(podNamed(chosen)) ? and(truth, MAYBE) : truth;
  };
  const carried = (chosen: Chosen): boolean =>
    path.kind === "own" &&
    !confinementFails(proof, chain, path, difference, { tags: tags(chosen), pod: podNamed(chosen), region });
  return attempts(differing, test, carried, (chosen) => ({
    ...filled(chain, difference, chosen),
    sessionTags: true,
    ...(elsewhere ? { region } : {}),
    account: path.account,
    role: readable(path.firstArn),
  }));
}

const SHAPE: Shape = { segments: 3, separator: "/" };

function withoutTags(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  difference: Difference,
  region: string | undefined,
): Attempt {
  const elsewhere = region !== path.region;
  const mayBeSame = elsewhere || (path.kind === "other" && difference === "cluster");
  const prefix = `${region ?? unknownText("the cluster's region")}/${path.account}/`;
  const conditions = conditionsOf(path.policies);
  const own = ownIn(path, region);
  const mayBeOwn = mayBeOneOf(own, path.policies);
  const names: Choice = {
    name: "pod",
    values: () => {
      const wanted = patternsOn(conditions, ["sts:externalid"], contextOf()).flatMap((pattern) =>
        after(pattern, literal(prefix)),
      );
      const { values, complete } = witnessesOf(
        [...wanted, ...aroundPods(path.own, SHAPE.separator, wanted)],
        FRESH[difference],
        SHAPE,
      );
      return {
        values: values.filter((one) => differs(one, own, mayBeSame, chain.chain, difference)),
        complete,
      };
    },
  };
  const test = (chosen: Chosen): Truth => {
    const name = chosen.get("pod");
    const externalId = name && literal(prefix + name.tokens.join(""));
    const truth = bothHops(proof, chain, path, undefined, externalId, region);
    return name && mayBeOwn(podIn(chosen)) ? and(truth, MAYBE) : truth;
  };
  const podIn = (chosen: Chosen | undefined): Pod => {
    const [cluster = "", namespace = "", serviceAccount = ""] = (chosen?.get("pod")?.tokens.join("") ?? "").split("/");
    return { cluster, namespace, serviceAccount };
  };
  const carried = (chosen: Chosen): boolean =>
    path.kind === "own" &&
    !confinementFails(proof, chain, path, difference, { tags: undefined, pod: podIn(chosen), region });
  return attempts([names], test, carried, (chosen) => {
    const { cluster, namespace, serviceAccount } = podIn(chosen);
    return {
      ...filled(chain, difference, undefined),
      ...(chosen?.get("pod")
        ? {
            cluster: readable(cluster),
            namespace: readable(namespace),
            serviceAccount: readable(serviceAccount),
          }
        : {}),
      sessionTags: false,
      ...(elsewhere ? { region } : {}),
      account: path.account,
      role: readable(path.firstArn),
    };
  });
}

/** Whether EKS sends an ExternalId with tags on is not known; if so it is this pod's own. */
function externalIdWith({ account }: AccessPath, region: string | undefined, chosen: Chosen): Glob | undefined {
  if (!region || !PARTS.every((part) => chosen.has(part))) return undefined;
  return literal([region, account, ...PARTS.map((part) => chosen.get(part)?.tokens.join("") ?? "")].join("/"));
}

/** First whether somebody gets in whom no assumption carries, then whether somebody does at all. */
function attempts(
  choices: readonly Choice[],
  test: (chosen: Chosen) => Truth,
  carried: (chosen: Chosen) => boolean,
  witness: (chosen: Chosen | undefined) => NonNullable<Attempt["witness"]>,
): Attempt {
  const who = "a pod by an association that is not in the Terraform";
  const complete = (chosen: Chosen) => choices.every(({ name }) => chosen.has(name));
  let some = false;
  const uncarried = search(choices, (chosen) => {
    const truth = test(chosen);
    if (truth === NO) return NO;
    if (!complete(chosen)) return MAYBE;
    const isCarried = carried(chosen);
    some ||= isCarried;
    return isCarried ? NO : truth;
  });
  if (uncarried.truth === NO && !some) return FAILS;
  if (uncarried.truth === YES)
    return { truth: YES, who, actions: ["sts:AssumeRole"], witness: witness(uncarried.chosen) };
  const { truth, chosen } = search(choices, test);
  if (truth === NO) return FAILS;
  const attempt = { truth, who, actions: ["sts:AssumeRole"], witness: witness(chosen) };
  return truth === YES && uncarried.truth === NO
    ? { ...attempt, assumption: "association-admins" }
    : { ...attempt, truth: uncarried.truth === MAYBE ? MAYBE : truth };
}
