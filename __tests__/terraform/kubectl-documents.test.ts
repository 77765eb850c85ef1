import { readable } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { at, PROVIDER, read } from "./worlds";

const object = (kind: string, name: string, namespace?: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${namespace === undefined ? "" : `  namespace: ${namespace}\n`}`;
const TWO = `# a comment\n---\n${object("Namespace", "ns")}---\n${object("ServiceAccount", "sa", "ns")}\n--- # nothing\n`;

/** The value of `expression` in a stack beside these files, with the data source `type` called `x`. */
async function given(type: string, settings: object, expression: string, files: object = {}) {
  const content = {
    provider: PROVIDER,
    variable: { body: {} },
    data: { [type]: { x: settings } },
    resource: { aws_test: { it: { value: expression } } },
  };
  const value = at(await read({ "s/main.tf.json": content, ...files }), "aws_test.it").get("value");
  return value instanceof UnknownValue ? readable(value.reason) : value;
}

describe("kubectl_file_documents", () => {
  const of = (content: string, attribute: string) =>
    given("kubectl_file_documents", { content }, `\${data.kubectl_file_documents.x.${attribute}}`);

  test("gives the documents of its content", async () => {
    expect(await of(TWO, "documents")).toEqual([
      expect.stringContaining("kind: Namespace"),
      expect.stringContaining("kind: ServiceAccount"),
    ]);
  });

  test("gives them by their paths in the API too", async () => {
    expect(Object.keys((await of(TWO, "manifests")) as object)).toEqual([
      "/api/v1/namespaces/ns",
      "/api/v1/namespaces/ns/serviceaccounts/sa",
    ]);
  });

  test("gives none for content that is not known", async () => {
    expect(await of("${var.body}", "documents")).toContain("variable body");
    expect(await of("${var.body}", "manifests")).toContain("variable body");
  });

  test("gives no paths of what is not YAML", async () => {
    expect(await of("a: [", "manifests")).toContain("not YAML");
  });
});

describe("kubectl_path_documents", () => {
  const of = (settings: object, files: object = {}) =>
    given(
      "kubectl_path_documents",
      { pattern: "${path.module}/m/*.yaml", ...settings },
      "${data.kubectl_path_documents.x.documents}",
      files,
    );

  test("gives the documents of the files that its pattern matches", async () => {
    const files = {
      "s/m/b.yaml": object("ServiceAccount", "sa"),
      "s/m/a.yaml": TWO,
      "s/m/c.txt": "c",
      "s/m/d.yaml/e": "e",
    };
    expect(await of({}, files)).toEqual([
      expect.stringContaining("kind: Namespace"),
      expect.stringContaining("kind: ServiceAccount"),
      object("ServiceAccount", "sa"),
    ]);
  });

  test("gives none of templates, unless they are taken as they are", async () => {
    const files = { "s/m/a.yaml": object("ServiceAccount", "${sa}") };
    expect(await of({}, files)).toContain("templates");
    expect(await of({ disable_template: true }, files)).toEqual([object("ServiceAccount", "${sa}")]);
  });

  test("gives none where no file matches, and names the pattern", async () => {
    expect(await of({ pattern: "nowhere/*.yaml" })).toContain("nowhere/*.yaml");
  });
});

test("kubectl_filename_list gives the files that its pattern matches", async () => {
  const files = { "s/m/b.yaml": "b", "s/m/a.yaml": "a" };
  const settings = { pattern: "${path.module}/m/?.yaml" };
  const found = await given("kubectl_filename_list", settings, "${data.kubectl_filename_list.x.matches}", files);
  expect(found).toEqual([expect.stringMatching(/\/m\/a\.yaml$/), expect.stringMatching(/\/m\/b\.yaml$/)]);
});
