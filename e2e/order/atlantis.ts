import { parse } from "yaml";
import { z } from "zod";

/**
 * What Atlantis takes of an `atlantis.yaml`, as far as this project writes one. Atlantis publishes no schema: its page lists the
 * keys, its parser refuses others, directories with `..`, and names that are not unique or would be escaped in an address.
 * @see https://www.runatlantis.io/docs/repo-level-atlantis-yaml#reference
 * @see https://github.com/runatlantis/atlantis/blob/main/server/core/config/raw/project.go
 * @see https://github.com/runatlantis/atlantis/blob/main/server/core/config/parser_validator.go
 */
const Repository = z
  .strictObject({
    version: z.literal(3),
    abort_on_execution_order_fail: z.boolean(),
    projects: z.array(
      z.strictObject({
        name: z.string().regex(/^[\w.~/-]+$/),
        // one with a name takes no pattern
        dir: z.string().regex(/^(?!.*\.\.)[^*?[\\]+$/),
        execution_order_group: z.int(),
        depends_on: z.array(z.string()).min(1).optional(),
        autoplan: z.strictObject({ enabled: z.boolean(), when_modified: z.array(z.string().min(1)).min(1) }),
      }),
    ),
  })
  .superRefine(({ projects }, context) => {
    const groups = new Map(projects.map(({ name, execution_order_group: group }) => [name, group]));
    if (groups.size < projects.length) context.addIssue("two projects of one name");
    // one that is not there is waited for without end
    for (const { name, execution_order_group: group, depends_on: before = [] } of projects)
      for (const other of before)
        if ((groups.get(other) ?? group) >= group) context.addIssue(`${name} before ${other}`);
  });

/** What is wrong with an `atlantis.yaml`. */
export const errorsInAtlantis = (text: string): readonly string[] =>
  (Repository.safeParse(parse(text)).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
