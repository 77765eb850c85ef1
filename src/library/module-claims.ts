import type { Expectation } from "../proof/proof";
import type { Worlds } from "../terraform";

/** A resource of a module that a root module calls; not of one that the module calls in turn. */
const CALLED = /^module\.([\w-]+)(?:\[[^\]]*\])?\.((?!module\.).+)$/;

/**
 * Expectations of modules as the root modules that call them have it: what is `account-b/ADDRESS` in the configuration is
 * `ROOT/module.account-b.ADDRESS` there, by the call's name. Others are left as they are.
 */
export function asCalled(expectations: readonly Expectation[], { worlds }: Worlds): readonly Expectation[] {
  const called: ReadonlyMap<string, string> = new Map(
    worlds
      .flatMap(({ world }) => world.stacks)
      .flatMap(({ name, resources }) =>
        resources.flatMap(({ address }) => {
          const [, module, below] = CALLED.exec(address) ?? [];
          return module === undefined ? [] : [[`${module}/${below}`, `${name}/${address}`] as const];
        }),
      ),
  );
  return expectations.map((expectation) => {
    const [, at = "", below = ""] = /^([^/]+\/[^/]+)(.*)$/s.exec(expectation.on) ?? [];
    const on = called.get(at);
    return on === undefined ? expectation : { ...expectation, on: `${on}${below}` };
  });
}
