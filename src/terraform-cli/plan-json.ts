/** What a plan does to one resource. */
export interface ResourceChange {
  readonly address: string;
  readonly action: "create" | "update" | "delete" | "replace" | "forget" | "import" | "move";
}

export interface Counts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
}

/** What is needed of `terraform show -json` of a plan. */
export interface PlanJson {
  readonly changes: readonly ResourceChange[];
  readonly counts: Counts;
  /** Outputs whose values the plan changes. */
  readonly changedOutputs: ReadonlySet<string>;
  /** What the state holds before, as `terraform show -json` prints a state; undefined where it holds nothing. */
  readonly prior: StateJson | undefined;
}

/** What `terraform show -json` prints of a state. */
export interface StateJson {
  readonly values?: {
    readonly outputs?: Readonly<Record<string, { readonly value?: unknown }>>;
    readonly root_module?: Module;
  };
}

interface Module {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly Module[];
}

export interface StateResource {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

interface ShownPlan {
  readonly prior_state?: StateJson;
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode?: string;
    readonly previous_address?: string;
    readonly change: { readonly actions: readonly string[]; readonly importing?: unknown };
  }[];
  readonly output_changes?: Readonly<Record<string, { readonly actions: readonly string[] }>>;
}

/** @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
export function readPlanJson(text: string): PlanJson {
  const {
    resource_changes: resources = [],
    output_changes: outputs = {},
    prior_state: prior,
  } = JSON.parse(text) as ShownPlan;
  const changes = resources.flatMap(({ address, mode, change, previous_address: previous }): ResourceChange[] => {
    if (mode === "data") return [];
    const action = actionOf(change.actions) ?? (change.importing ? "import" : previous ? "move" : undefined);
    return action ? [{ address, action }] : [];
  });
  const of = (...actions: readonly ResourceChange["action"][]) =>
    changes.filter(({ action }) => actions.includes(action)).length;
  const changed = Object.entries(outputs).filter(([, { actions }]) => actions.some((action) => action !== "no-op"));
  return {
    changes,
    // as Terraform counts: a replacement is one of each
    counts: { add: of("create", "replace"), change: of("update"), destroy: of("delete", "replace") },
    changedOutputs: new Set(changed.map(([name]) => name)),
    prior: prior && holdsResources(prior) ? prior : undefined,
  };
}

function actionOf(actions: readonly string[]): ResourceChange["action"] | undefined {
  if (actions.includes("delete") && actions.includes("create")) return "replace";
  return (["create", "update", "delete", "forget"] as const).find((action) => actions.includes(action));
}

/** Whether a state holds a resource that Terraform manages, at any depth. */
export const holdsResources = (state: StateJson): boolean => resourcesIn(state).some(({ mode }) => mode === "managed");

/** The resources and data sources of a state, those of modules too. */
export const resourcesIn = ({ values }: StateJson): readonly StateResource[] =>
  values?.root_module ? ofModule(values.root_module) : [];

const ofModule = ({ resources = [], child_modules: children = [] }: Module): readonly StateResource[] => [
  ...resources,
  ...children.flatMap(ofModule),
];
