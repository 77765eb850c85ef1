import {
  and,
  elementsOf,
  MAYBE,
  type Mismatch,
  type Request,
  type Statement,
  sourceOf,
  type Truth,
  textOf,
  writtenActions,
  YES,
} from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { Asked, AskedDocument, AskedElement, AskedStatement, Fit, Side } from "../derivation";
import type { ReadDocument } from "../proof-context";
import { callerWords } from "./explain";

export const fitOf = (truth: Truth): Fit => (truth === YES ? "yes" : truth === MAYBE ? "unknown" : "no");

/** The documents of one side. */
export type Consulted = readonly [side: Side, readings: readonly ReadDocument[]];

/** `request` beside every statement of the documents that have a say in it. */
export const askedOf = (action: string, request: Request, truth: Truth, consulted: readonly Consulted[]): Asked => ({
  action,
  resource: request.resource && readable(textOf(request.resource)),
  caller: callerWords(request),
  allowed: fitOf(truth),
  documents: consulted.flatMap(([side, readings]) =>
    readings.map((reading) => documentOf(side, reading, request, action)),
  ),
});

function documentOf(side: Side, reading: ReadDocument, request: Request, action: string): AskedDocument {
  const { label, location, policy, problem, unknown } = reading;
  const unread = problem ? `it cannot be saved: ${problem.message}` : unknown?.reason;
  return {
    side,
    document: readable(label),
    ...(location.file === "" ? {} : { location }),
    ...(unread === undefined ? {} : { unread: readable(unread) }),
    statements: (policy?.statements ?? []).map((statement) => statementOf(statement, request, action)),
  };
}

function statementOf(statement: Statement, request: Request, action: string): AskedStatement {
  const elements = elementsOf(statement, request);
  const applies = elements.reduce((sum: Truth, { truth }) => and(sum, truth), YES);
  return {
    effect: statement.effect,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
    pointer: statement.pointer,
    source: readable(sourceOf(statement)),
    applies: fitOf(applies),
    elements: elements.map((element) => elementOf(element, statement, request, action)),
  };
}

function elementOf(element: Mismatch, statement: Statement, request: Request, action: string): AskedElement {
  const fits = fitOf(element.truth);
  const not = (negated: boolean | undefined, name: string) => (negated ? `Not${name}` : name);
  switch (element.element) {
    case "action": {
      const written = writtenActions(statement).map(readable);
      return { name: not(statement.actions.negated, "Action"), fits, written, request: [action] };
    }
    case "resource": {
      const { negated, of = [] } = statement.resources ?? {};
      const written = of.map(({ text }) => readable(text));
      const resource = request.resource ? [readable(textOf(request.resource))] : [];
      return { name: not(negated, "Resource"), fits, written, request: resource };
    }
    case "principal": {
      const { negated, of = [] } = statement.principals ?? {};
      const written = of.map(({ type, name }) => `${type} ${readable(name)}`);
      return { name: not(negated, "Principal"), fits, written, request: [callerWords(request)] };
    }
    case "condition": {
      const { operator, key, values } = element.condition;
      const written = values.map(({ text }) => readable(text));
      return { name: `${operator} ${key}`, fits, written, request: element.got };
    }
  }
}
