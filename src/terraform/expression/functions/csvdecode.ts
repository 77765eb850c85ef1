import { dictionary, type Value } from "../../value";
import { refuse } from "./arguments";

const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/**
 * The rows of a CSV text as objects by the names in its first row.
 * @throws Failure
 * @see https://developer.hashicorp.com/terraform/language/functions/csvdecode
 */
export function csvdecode(csv: string): Value {
  const [header, ...rows] = recordsOf(csv);
  if (!header) return refuse("csvdecode is given no first row");
  if (new Set(header).size < header.length) refuse("csvdecode is given two columns of one name");
  return rows.map((row) => {
    if (row.length !== header.length) refuse("csvdecode is given a row of another length than the first");
    return dictionary(header.map((name, at) => [name, row[at] ?? ""] as const));
  });
}

function recordsOf(csv: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < csv.length || record.length > 0; ) {
    FIELD.lastIndex = at;
    const match = FIELD.exec(csv);
    if (!match) return refuse("csvdecode is given what is not CSV");
    const [whole, quoted, plain = "", end] = match;
    at += whole.length;
    record.push(quoted?.replaceAll('""', '"').replaceAll("\r\n", "\n") ?? plain);
    if (end === ",") continue;
    // a blank line is none
    if (record.length > 1 || record[0] !== "" || quoted !== undefined) records.push(record);
    record = [];
  }
  return records;
}
