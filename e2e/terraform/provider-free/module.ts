import { type Block, blocksOf, labelled, labelledTwice, mapTexts } from "./block";
import { completed, placeOf, type World } from "./computed";
import { type Path, type Reference, rewriteTemplate } from "./references";

/** The configuration files of one folder, by name. */
export type Files = Readonly<Record<string, Block>>;

/** The one provider that Terraform carries itself. */
const BUILT_IN = "terraform.io/builtin/terraform";

/** What a folder gets beside its own files: what providers are called there, and how they were configured. */
const ADDED = "provider-free.tf.json";

/** Arguments that are Terraform's own, not the provider's. */
const META = new Set([
  ...["provider", "depends_on", "count", "for_each", "lifecycle"],
  ...["provisioner", "connection", "timeouts"],
]);

const KINDS = ["resource", "data", "ephemeral"] as const;

/** Something of a provider's. */
interface Declared {
  readonly address: string;
  readonly isData: boolean;
  readonly type: string;
  /** The name of the `terraform_data` in its place. */
  readonly label: string;
  readonly body: Block;
}

/**
 * A module that Terraform runs without any provider: each resource, data source and ephemeral resource is `terraform_data`
 * with its attributes as `input`, and what refers to one refers to that.
 *
 * `aws_iam_role.x.name` becomes `terraform_data.aws_iam_role-x.input.name`, which a plan knows as it does with the provider;
 * `aws_iam_role.x.arn` becomes `….output.arn`, known after apply; of a data source everything is known. The local names of
 * providers stay, each with Terraform's own provider behind it, so that aliases, `configuration_aliases` and what a caller
 * passes are checked as ever. Their settings become locals, so that what these refer to is checked too. What
 * `ignore_changes` names inside a resource is not ignored: there is no provider that would change it.
 *
 * @param world what AWS answers where it is not what the configuration expects
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export function providerFreeModule(files: Files, world: World = {}): Files {
  const module = new Module(Object.values(files), world);
  const made = Object.entries(files).map(([name, file]) => [name, module.file(file)] as const);
  return { ...Object.fromEntries(made), [ADDED]: module.providers() };
}

class Module {
  private readonly declared: ReadonlyMap<string, Declared>;
  /** What is referred to of each. */
  private readonly used = new Map<string, Path[]>();

  constructor(
    private readonly written: readonly Block[],
    private readonly world: World,
  ) {
    const all = written.flatMap((file) => KINDS.flatMap((kind) => declaredIn(kind, file)));
    this.declared = new Map(all.map((one) => [one.address, one]));
    for (const file of written) mapTexts(file, (text) => this.record(text));
    for (const one of all) mapTexts(one.body.lifecycle, (text) => this.record(text, one.address));
  }

  file(file: Block): Block {
    const { resource, data, ephemeral, provider, terraform, module, ...rest } = file;
    const replaced = KINDS.flatMap((kind) => declaredIn(kind, file)).map((one) => [one.label, this.stub(one)] as const);
    const own = labelledTwice(resource).filter(([type]) => !isProviders(type));
    const states = labelledTwice(data).filter(([type]) => !isProviders(type));
    const inPlace = [...own.map(([, label, body]) => [label, this.body(body)] as const), ...replaced];
    return withoutEmpty({
      ...Object.fromEntries(Object.entries(rest).map(([type, blocks]) => [type, this.others(type, blocks)])),
      terraform: blocksOf(terraform).map(({ required_providers: _, ...settings }) =>
        mapTexts(settings, (text) => text),
      ),
      provider: grouped(labelled(provider).map(([name, { alias }]) => [name, alias === undefined ? {} : { alias }])),
      resource: withoutEmpty({ terraform_data: Object.fromEntries(inPlace) }),
      data: grouped(states.map(([type, label, body]) => [type, { [label]: this.body(body) }])),
      module: Object.fromEntries(labelled(module).map(([name, call]) => [name, this.body(call)])),
    });
  }

  /** Providers by their local names, and what each was configured with. */
  providers(): Block {
    const required = this.written
      .flatMap(({ terraform }) => blocksOf(terraform))
      .flatMap(({ required_providers }) => blocksOf(required_providers))
      .flatMap((byName) => Object.entries(byName));
    const configured = this.written.flatMap(({ provider }) => labelled(provider));
    const calls = this.written.flatMap(({ module }) => labelled(module));
    const passed = calls.flatMap(([, { providers }]) => Object.values(blocksOf(providers)[0] ?? {}).map(bare));
    const names = new Set([
      ...required.map(([name]) => name),
      ...configured.map(([name]) => name),
      ...passed.map((name) => name.split(".")[0] ?? name),
      ...[...this.declared.values()].map(({ type }) => prefixOf(type)),
    ]);
    const byName = [...names].sort().map((name) => {
      const [requirement] = required.flatMap(([of, one]) => (of === name ? blocksOf(one) : []));
      const aliases = requirement?.configuration_aliases;
      return [
        name,
        { source: BUILT_IN, ...(Array.isArray(aliases) ? { configuration_aliases: aliases.map(bare) } : {}) },
      ];
    });
    const settings = configured.map(([name, { alias, ...one }]) => [
      ["provider", name, ...(alias === undefined ? [] : [alias])].join("-"),
      mapTexts(one, (text) => this.rewritten(text)),
    ]);
    return withoutEmpty({
      terraform: withoutEmpty({ required_providers: Object.fromEntries(byName) }),
      locals: Object.fromEntries(settings),
    });
  }

  private stub(one: Declared): Block {
    const { address, type, body } = one;
    const attributes = Object.fromEntries(Object.entries(body).filter(([name]) => !META.has(name)));
    const providers = this.written
      .flatMap(({ provider }) => labelled(provider))
      .flatMap(([of, block]) => (of === "aws" ? [block] : []));
    const callers = [...this.declared.values()].filter(({ type: of }) => of === "aws_caller_identity");
    const place = placeOf(
      providers,
      callers.map(({ body: caller }) => caller),
    );
    const input = completed(
      { address, type, attributes, lifecycle: body.lifecycle },
      this.used.get(address) ?? [],
      this.world,
      place,
    );
    const { provider = prefixOf(type), depends_on, count, for_each, lifecycle } = body;
    return this.body(withoutEmpty({ provider, depends_on, count, for_each, lifecycle, input }), address);
  }

  /** A block with its references rewritten, those of Terraform's own arguments too, which are written without `${}`. */
  private body(block: Block, self?: string): Block {
    const { provider, providers, depends_on, lifecycle, ...rest } = block;
    return withoutEmpty({
      ...(mapTexts(rest, (text) => this.rewritten(text, self)) as Block),
      provider: provider && bare(provider),
      providers: blocksOf(providers).map((map) => mapTexts(map, bare))[0],
      depends_on: this.traversals(depends_on),
      lifecycle: blocksOf(lifecycle).map((one) => this.lifecycle(one, self)),
    });
  }

  private lifecycle({ ignore_changes, replace_triggered_by, ...rest }: Block, self?: string): Block {
    return withoutEmpty({
      ...(mapTexts(rest, (text) => this.rewritten(text, self)) as Block),
      ignore_changes: ignore_changes && bare(ignore_changes) === "all" ? "all" : undefined,
      replace_triggered_by: this.traversals(replace_triggered_by),
    });
  }

  private traversals(written: unknown): readonly string[] | undefined {
    if (!Array.isArray(written)) return undefined;
    return written.map((one) => this.rewritten(`\${${bare(one)}}`).slice(2, -1));
  }

  /** Blocks that are no provider's: `output`, `variable`, `locals`, `moved`, `import`, `removed`. */
  private others(type: string, blocks: unknown): unknown {
    switch (type) {
      case "moved":
      case "import":
      case "removed":
        return blocksOf(blocks).map(({ from, to, ...rest }) =>
          withoutEmpty({ ...this.body(rest), from: from && moved(bare(from)), to: to && moved(bare(to)) }),
        );
      case "variable":
        return Object.fromEntries(
          labelled(blocks).map(([name, { type: of, ...rest }]) => [
            name,
            withoutEmpty({ ...this.body(rest), type: of && bare(of) }),
          ]),
        );
      case "output":
        return Object.fromEntries(labelled(blocks).map(([name, output]) => [name, this.body(output)]));
      default:
        return mapTexts(blocks, (text) => this.rewritten(text));
    }
  }

  private record(text: string, self?: string): void {
    this.references(text, self, ({ path }, { address }) => {
      this.used.set(address, [...(this.used.get(address) ?? []), path]);
      return undefined;
    });
  }

  private rewritten(text: string, self?: string): string {
    return this.references(text, self, ({ address, instance, path }, { isData, label, body }) => {
      const at = address === "self" ? "self" : `terraform_data.${label}${instance}`;
      const [first, ...below] = path;
      if (first === undefined) return at;
      const known = isData || Object.hasOwn(body, first);
      return [at, known ? ".input" : ".output", ...[first, ...below].map(step)].join("");
    });
  }

  private references(
    text: string,
    self: string | undefined,
    change: (reference: Reference, to: Declared) => string | undefined,
  ): string {
    const find = (address: string) => this.declared.get(address === "self" ? (self ?? "") : address);
    return rewriteTemplate(
      text,
      (reference) => {
        const to = find(reference.address);
        return to && change(reference, to);
      },
      (address) => {
        const to = address === "self" ? undefined : find(address);
        return to !== undefined && (to.body.count !== undefined || to.body.for_each !== undefined);
      },
    );
  }
}

const step = (one: string | number): string => (typeof one === "number" ? `[${one}]` : `.${one}`);

/** Not one of Terraform's own, which stay: `terraform_data`, `terraform_remote_state`. */
const isProviders = (type: string): boolean => !type.startsWith("terraform_");

/** The local name of a type's provider. */
const prefixOf = (type: string): string => type.split("_")[0] ?? type;

const declaredIn = (kind: (typeof KINDS)[number], file: Block): readonly Declared[] =>
  labelledTwice(file[kind])
    .filter(([type]) => isProviders(type))
    .map(([type, name, body]) => ({
      address: kind === "resource" ? `${type}.${name}` : `${kind}.${type}.${name}`,
      isData: kind !== "resource",
      type,
      label: labelOf(type, name, kind),
      body,
    }));

/** The first hyphen ends the type, which has none. */
const labelOf = (type: string, name: string, kind: (typeof KINDS)[number] = "resource"): string =>
  kind === "resource" ? `${type}-${name}` : `${kind}-${type}-${name}`;

/** `module.x.aws_iam_role.y` of a block that moves, imports or removes. */
const moved = (address: string): string =>
  address.replace(
    /(module\.[\w-]+(?:\[[^\]]*\])?)|([a-z][a-z0-9]*_[a-z0-9_]+)\.([A-Za-z_][\w-]*)/g,
    (whole, module?: string, type?: string, name?: string) =>
      module !== undefined || type === undefined || name === undefined || !isProviders(type)
        ? whole
        : `terraform_data.${labelOf(type, name)}`,
  );

/** A reference as Terraform's own arguments have it, where HCL that was turned into JSON has `${}` around it. */
const bare = (written: unknown): string => `${written}`.replace(/^\$\{([\s\S]*)\}$/, "$1");

/** `[key, block]` by key: one as it is, several as a list. */
function grouped(entries: readonly (readonly [string, Block])[]): Block {
  const keys = [...new Set(entries.map(([key]) => key))];
  return Object.fromEntries(keys.map((key) => [key, entries.flatMap(([of, block]) => (of === key ? [block] : []))]));
}

const withoutEmpty = (block: Block): Block =>
  Object.fromEntries(
    Object.entries(block).filter(([, value]) => {
      if (value === undefined) return false;
      return typeof value !== "object" || value === null || Object.keys(value).length > 0;
    }),
  );
