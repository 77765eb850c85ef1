import cases from "./console.json";

/** Expressions by the function that they are about, each with what Terraform's console gives; with nothing where it refuses it. */
export const CONSOLE = cases as unknown as Readonly<Record<string, readonly (readonly [string, ...unknown[]])[]>>;

/** What lies beside the configuration. */
export const CONSOLE_FILES: Readonly<Record<string, string>> = {
  "hello.txt": "hello\n",
  "greet.tftpl": "Hi ${name}:%{ for x in list } ${x}%{ endfor }\n",
  "sub/a.json": "{}",
  "sub/b.json": "{}",
  "sub/c.json": "{}",
};

export const CONSOLE_LOCALS = { nothing: null, template: "<$${x}>" };
