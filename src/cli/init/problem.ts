import { readConfiguration } from "../../library/configuration";
import type { Answers } from "./answers";
import { configurationText } from "./file";

/** What is wrong with the configuration that answers give, as its first error; undefined where nothing is. */
export const problemWith = (answers: Answers): { readonly found: string; readonly expected: string } | undefined =>
  readConfiguration(configurationText(answers, "schema.json")).problems.find(({ level }) => level === "error");
