import { hasUnknown } from "../../../unknown/unknown-text";
import { equal, isSet, type List, setOf, unknownIn, type Value } from "../../value";
import { type Body, elements, Failure, open, refuse } from "./arguments";
import { unified } from "./unified";

/** Functions of sets. @see https://developer.hashicorp.com/terraform/language/functions#collection-functions */
export const SETS: Readonly<Record<string, Body>> = {
  setintersection: (args) => setOf(known(args).reduce((left, right) => left.filter((one) => has(right, one)))),
  setproduct: (args) => setproduct(args),
  setsubtract: (args) => setOf(known(args).reduce((left, right) => left.filter((one) => !has(right, one)))),
  setunion: (args) => setOf(known(args).flat()),
};

/** The elements of each set, of one type, each known: an unknown one may equal another. @throws Failure */
function known(args: readonly Value[]): readonly List[] {
  const sets = args.map(elements);
  if (sets.length === 0) refuse("a function of sets is given none");
  const all = unified(sets.flat());
  const unknown = unknownIn(all);
  if (unknown) throw new Failure(unknown);
  if (all.some((one) => typeof one === "string" && hasUnknown(one))) open("an element of a set");
  const texts = typeof all[0] === "string";
  return texts ? sets.map((set) => set.map((one) => (typeof one === "object" ? one : String(one)))) : sets;
}

const has = (set: List, wanted: Value): boolean => set.some((one) => equal(one, wanted) === true);

const MOST = 100_000;

/** @see https://developer.hashicorp.com/terraform/language/functions/setproduct */
function setproduct(args: readonly Value[]): Value {
  if (args.length < 2) refuse("setproduct is given fewer than two sets");
  const sets = args.map(elements);
  if (sets.reduce((count, { length }) => count * length, 1) > MOST) refuse("setproduct gives too many elements");
  const product = sets.reduce<readonly (readonly Value[])[]>(
    (rows, set) => rows.flatMap((row) => set.map((one) => [...row, one])),
    [[]],
  );
  return args.some((arg) => isSet(arg ?? null)) ? setOf(product) : product;
}
