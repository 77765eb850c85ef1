import { UnknownValue } from "../../unknown/unknown-value";
import { SyntaxProblem } from "../expression/ast";
import { evaluate } from "../expression/evaluate";
import { parseTemplate } from "../expression/parse";
import { isDictionary, refused, toText, type Value } from "../value";
import type { ResourceFacts } from "./resource-facts";

/**
 * The text of a template_file, from the time before `templatefile`.
 * @see https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
 */
export function renderedTemplate(subject: ResourceFacts): Value {
  const [template, given] = [subject.set("template"), subject.set("vars")];
  if (template instanceof UnknownValue) return template.as({ origin: undefined, isText: true });
  if (given instanceof UnknownValue) return given.as({ origin: undefined, isText: true });
  const text = toText(template);
  if (text === undefined) return refused("the template of a template_file is not a string", template);
  const name = `${subject.stack}/${subject.address}`;
  const names = new Map(
    Object.entries(isDictionary(given) ? given : {}).map(([variable, value]): [string, Value] => [
      variable,
      value instanceof UnknownValue ? value.as({ origin: value.origin ?? `${name}.vars.${variable}` }) : value,
    ]),
  );
  try {
    return evaluate(parseTemplate(text), {
      name,
      instance: name,
      names,
      resolve: (root, steps) => [
        new UnknownValue("no-value", `${subject.address} is not given the variable ${root}`),
        steps.length,
      ],
    });
  } catch (error) {
    if (error instanceof SyntaxProblem) return refused(`in the template of ${subject.address}: ${error.message}`);
    throw error;
  }
}
