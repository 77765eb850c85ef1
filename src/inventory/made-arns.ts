import { lazy } from "../collections/lazy";
import { MADE_ARNS } from "../terraform";
import type { ResourceIndex } from "./resource-index";
import { knownText, nameAt, unlessWrong } from "./values";

/**
 * Whether an ARN is that of something that the world makes or finds and does not read beside its name: it is there, in the
 * account of its provider, though apply decides a part of its name.
 */
export function madeArnsOf(resources: ResourceIndex): (arn: string) => boolean {
  const made = lazy(
    () =>
      new Set(
        [...MADE_ARNS].flatMap(([type, paths]) =>
          [...resources.managed(type), ...resources.data(type)]
            .filter(({ indefinite }) => indefinite === undefined)
            .flatMap((resource) =>
              paths.flatMap((path) => unlessWrong(() => knownText(nameAt(resource, ...path))) ?? []),
            ),
        ),
      ),
  );
  return (arn) => made().has(arn);
}
