import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decision, Hop, HopId } from "../../src/proof";
import { hopsAgree } from "./compare";

const hops = (...verdicts: readonly (readonly [HopId, Decision])[]): readonly Hop[] =>
  verdicts.map(([id, verdict]) => ({ id, verdict }));
const stop = (hop: HopId | "load") => ({ hop, says: "" });

const ALLOWED = hops(["association", "allowed"], ["primary-trust", "allowed"], ["grant", "denied"]);
const DENIED = hops(["association", "allowed"], ["primary-trust", "denied"], ["target-trust", "denied"]);
const UNKNOWN = hops(["association", "unknown"], ["primary-trust", "allowed"], ["target-trust", "denied"]);

test("where all hops before the grants are allowed the pod must get credentials", () => {
  assert.equal(hopsAgree(ALLOWED, undefined), "allowed");
  assert.equal(hopsAgree(ALLOWED, stop("primary-trust")), undefined);
  assert.equal(hopsAgree(ALLOWED, stop("load")), undefined);
});

test("where a hop is denied the pod must stop at the first of them", () => {
  assert.equal(hopsAgree(DENIED, stop("primary-trust")), "denied at primary-trust");
  assert.equal(hopsAgree(DENIED, stop("target-trust")), undefined);
  assert.equal(hopsAgree(DENIED, stop("association")), undefined);
  assert.equal(hopsAgree(DENIED, undefined), undefined);
});

test("an unknown hop agrees with a stop at it or at the next one that is denied", () => {
  assert.equal(hopsAgree(UNKNOWN, stop("association")), "undecided by prove at association, denied at association");
  assert.equal(hopsAgree(UNKNOWN, stop("target-trust")), "undecided by prove at association, denied at target-trust");
  assert.equal(hopsAgree(UNKNOWN, stop("primary-trust")), undefined);
  assert.equal(hopsAgree(UNKNOWN, undefined), undefined);
});

test("an unknown hop with nothing denied after it agrees with credentials too", () => {
  const open = hops(["association", "unknown"], ["primary-trust", "allowed"]);
  assert.equal(hopsAgree(open, undefined), "undecided by prove at association, allowed");
});

test("what cannot be loaded agrees with any hop that prove does not allow", () => {
  assert.equal(hopsAgree(DENIED, stop("load")), "not loadable, denied at primary-trust by prove");
});

test("a policy that an association waits for, and that is refused, is a grant that prove does not allow", () => {
  const allowed = hops(["association", "allowed"], ["grant", "allowed"]);
  assert.equal(hopsAgree(ALLOWED, stop("grant")), "not loadable, not allowed at grant by prove");
  assert.equal(hopsAgree(allowed, stop("grant")), undefined);
});
