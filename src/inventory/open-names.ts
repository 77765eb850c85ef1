import { mayBeSame } from "../unknown/compare-texts";
import { hasUnknown, readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";

/** A name that only an input decides: it may be anything's. What a resource of the world computes is its own. */
export const isOpen = (name: string | UnknownValue): boolean =>
  name instanceof UnknownValue ||
  (hasUnknown(name) &&
    /(^|[</.])(var|local|data|module|each|count)\./.test(readable(name).replaceAll(RESOURCES_MODULES, "$1")));

/** The modules in the address of a resource of AWS. */
const RESOURCES_MODULES = /([</])(?:module\.[\w-]+(?:\[[^\]]*\])?\.)+(?=aws(?:cc)?_\w+\.)/g;

/** Whether an input decides if two names are one. */
export const mayBecomeOne = (one: string | UnknownValue, other: string | UnknownValue): boolean =>
  (isOpen(one) || isOpen(other)) &&
  (one instanceof UnknownValue || other instanceof UnknownValue || mayBeSame(one, other));
