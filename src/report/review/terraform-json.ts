/** The arguments of a resource in Terraform JSON. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Resources or data sources by type and name. */
type ByType = Readonly<Record<string, Readonly<Record<string, Arguments>>>>;

/** A root module in Terraform JSON, as synthesis writes it. */
export interface RootModule {
  readonly resource?: ByType;
  readonly data?: ByType;
  readonly locals?: Readonly<Record<string, unknown>>;
}

/** An element of a root module, with its address: `aws_iam_role.target_role`. */
export interface Element {
  readonly type: string;
  readonly name: string;
  readonly address: string;
  readonly of: Arguments;
}

/** The elements of a part of a root module, in the order of their addresses. */
export const elementsOf = (types: ByType | undefined): readonly Element[] =>
  Object.entries(types ?? {})
    .flatMap(([type, all]) =>
      Object.entries(all).map(([name, of]): Element => ({ type, name, address: `${type}.${name}`, of })),
    )
    .sort((a, b) => (a.address < b.address ? -1 : 1));

/** An argument that is a text. */
export const textOf = (of: Arguments, argument: string): string | undefined => {
  const value = of[argument];
  return typeof value === "string" ? value : undefined;
};

/** The address of a reference that is a whole text: `aws_iam_role.a` of `${aws_iam_role.a.name}`. */
export const referenceIn = (text: string): string | undefined =>
  /^\$\{((?:data\.)?[\w-]+\.[\w-]+)\.\w+\}$/.exec(text)?.[1];
