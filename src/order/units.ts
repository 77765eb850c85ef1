import type { Account, Model, Reason, Stack } from "../model";

/** A stack as something that is planned and applied by itself. */
export interface Unit {
  readonly stack: string;
  /** Its folder, with `/`, from the folder that the order is for. */
  readonly folder: string;
  readonly account: Pick<Account, "key" | "id" | "region" | "profile">;
  /** 1 where it waits for nothing, else one more than the last that it waits for: units of one wave may run together. */
  readonly wave: number;
  readonly waitsFor: readonly Wait[];
  /** Outputs of other stacks that it takes as variables. */
  readonly variables: readonly Variable[];
  /** Where its state is; that of a module is its root module's. */
  readonly state: Stack["backend"]["kind"] | "root-module";
  /** Whether a machine that is thrown away takes the state along, or may: nothing says that it is elsewhere. */
  readonly losesState: boolean;
}

export interface Wait {
  readonly stack: string;
  readonly reasons: readonly Reason[];
  /** The reasons in words. */
  readonly why: string;
}

export interface Variable {
  /** Of the variable, and of the output. */
  readonly name: string;
  readonly from: string;
}

const WORDS: Readonly<Record<Reason, string>> = {
  principals: "its policies name roles that are made there",
  roles: "it uses roles that are made there",
  outputs: "it reads what only an apply there knows",
  resources: "it writes policies of resources that are made there",
  policies: "its pods use resources whose policies are written there",
};

/** The stacks of a model, in its order, which is one in which they can be applied; `folderOf` gives each one's folder. */
export function unitsOf(
  { stacks, layout }: Pick<Model, "stacks" | "layout">,
  folderOf: (stack: string) => string,
): readonly Unit[] {
  const waves = new Map<string, number>();
  return stacks.map((stack): Unit => {
    const { name, account, dependsOn, reasons, backend } = stack;
    const wave = 1 + Math.max(0, ...dependsOn.map((on) => waves.get(on) ?? 0));
    waves.set(name, wave);
    return {
      stack: name,
      folder: folderOf(name),
      account,
      wave,
      waitsFor: dependsOn.map((on) => waitOf(on, reasons[on] ?? [])),
      variables: variablesOf(stack),
      state: layout === "modules" ? "root-module" : backend.kind,
      losesState:
        layout === "stacks" &&
        (["local", "none"].includes(backend.kind) || (backend.kind === "other" && backend.type === "local")),
    };
  });
}

const waitOf = (stack: string, reasons: readonly Reason[]): Wait => ({
  stack,
  reasons,
  why: reasons.map((reason) => WORDS[reason]).join("; "),
});

/** What a stack takes as variables. */
export const variablesOf = (stack: Stack): readonly Variable[] =>
  (stack.layer === "rest" ? stack.handovers : []).flatMap((handover) =>
    handover.kind === "variable" ? [{ name: handover.variable, from: handover.from }] : [],
  );
