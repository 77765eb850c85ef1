import { type Advice, giving } from "./advice";
import { isUnknownPart, partsOf, readable } from "./unknown-text";

/** A variable of a root module in the name of an unknown value: `STACK/var.NAME`, whatever is made of it. */
const VARIABLE = /(?:^|[<( ])([^<>()'", ]+)\/var\.([A-Za-z_][\w-]*)/g;

/** To give the variables without a value that the unknown parts of `texts` are made of; undefined where there are none. */
export function inputsIn(...texts: readonly string[]): Advice | undefined {
  const names = texts
    .flatMap((text) => partsOf(text).filter(isUnknownPart))
    .flatMap((part) => [...readable(part).matchAll(VARIABLE)])
    .flatMap(([, stack = "", name = ""]) => (/(^|\/)module\./.test(stack) ? [] : [`${stack}.${name}`]));
  return names.length === 0 ? undefined : giving(names.map((of) => ({ name: "--var", of })));
}
