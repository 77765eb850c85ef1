export type Path = readonly (string | number)[];

/** An expression's use of a resource, a data source or an ephemeral resource. */
export interface Reference {
  /** `aws_iam_role.x`, `data.aws_eks_cluster.x`; `self` inside a condition. */
  readonly address: string;
  /** `[0]`, `["key"]`, `[*]` behind the address of something with count or for_each; else empty. */
  readonly instance: string;
  /** The attribute, as far as it is written without a variable: `["metadata", 0, "name"]`. */
  readonly path: Path;
}

/** What to write in place of a reference; undefined leaves it as it is. */
export type Rewrite = (reference: Reference) => string | undefined;

const ADDRESS = /(?:(?:data|ephemeral)\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*|self(?![\w-])/y;
const STEP = /\.([A-Za-z_][\w-]*)|\[(\d+)\]/y;

/**
 * A text of Terraform's JSON syntax with every reference inside its interpolations and directives rewritten. What it says
 * outside of these is left as it is, though it may look like a reference.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */
export function rewriteTemplate(text: string, rewrite: Rewrite, hasInstances: (address: string) => boolean): string {
  return new Scanner(text, rewrite, hasInstances).template(() => false);
}

class Scanner {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly rewrite: Rewrite,
    private readonly hasInstances: (address: string) => boolean,
  ) {}

  template(ended: () => boolean): string {
    let made = "";
    while (this.at < this.text.length && !ended()) {
      if (this.looksAt("$${") || this.looksAt("%%{")) made += this.take(3);
      else if (this.looksAt("${") || this.looksAt("%{")) made += this.take(2) + this.expression("}") + this.take(1);
      else made += this.take(1);
    }
    return made;
  }

  /** Up to the bracket that ends it. */
  private expression(end: string): string {
    let made = "";
    while (this.at < this.text.length && !this.looksAt(end)) {
      const opened = this.text[this.at];
      if (opened === '"') made += this.quoted();
      else if (opened === "{") made += this.take(1) + this.expression("}") + this.take(1);
      else if (opened === "[") made += this.take(1) + this.expression("]") + this.take(1);
      else made += this.reference() ?? this.take(1);
    }
    return made;
  }

  private quoted(): string {
    const opening = this.take(1);
    let made = opening;
    while (this.at < this.text.length && !this.looksAt('"'))
      made += this.looksAt("\\") ? this.take(2) : this.template(() => this.looksAt('"') || this.looksAt("\\"));
    return made + this.take(1);
  }

  private reference(): string | undefined {
    if (/[\w.-]/.test(this.text[this.at - 1] ?? "")) return undefined;
    const address = this.match(ADDRESS)?.[0];
    if (address === undefined) return undefined;
    const start = this.at;
    let instance = "";
    if (this.hasInstances(address) && this.looksAt("[")) instance = this.take(1) + this.expression("]") + this.take(1);
    const path: (string | number)[] = [];
    for (let step = this.match(STEP); step; step = this.match(STEP)) path.push(step[1] ?? Number(step[2]));
    const written = address + this.text.slice(start, this.at);
    return this.rewrite({ address, instance, path }) ?? written;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  private looksAt(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  private take(count: number): string {
    const taken = this.text.slice(this.at, this.at + count);
    this.at += count;
    return taken;
  }
}
