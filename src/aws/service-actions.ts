import { brotliDecompressSync } from "node:zlib";
import { carried } from "./carried";

/** An action as AWS's service authorization reference lists it. */
export interface Action {
  /** As AWS spells it: `s3:GetObject` */
  readonly name: string;
  /** `Read`, `Write`, `List`, `Tagging` or `Permissions management`. */
  readonly access: string;
  /** The types of resource that it fits, in AWS's words; none where it fits `*` only. */
  readonly types: readonly string[];
  /** Its condition keys beside those of every request, in AWS's spelling: `aws:RequestTag/${TagKey}`. */
  readonly keys: ReadonlySet<string>;
}

interface Service {
  readonly actions: readonly Action[];
  /** How the ARNs of each type of resource are formed. */
  readonly types: Readonly<Record<string, readonly string[]>>;
}

/** As scripts/aws-data.mjs writes one service. */
interface Written {
  readonly actions: readonly (readonly [name: string, access: string, types: readonly string[], keys: string])[];
  readonly types: Service["types"];
}

interface Table {
  readonly date: string;
  readonly compressed: ReadonlyMap<string, Buffer>;
}

let table: Table | undefined;

function tableOf(): Table {
  if (table) return table;
  const file = carried("actions.bin");
  const start = 4 + file.readUInt32LE(0);
  const { date, places } = JSON.parse(file.toString("utf8", 4, start)) as {
    readonly date: string;
    readonly places: Readonly<Record<string, readonly [number, number]>>;
  };
  const compressed = Object.entries(places).map(
    ([service, [from, to]]) => [service, file.subarray(start + from, start + to)] as const,
  );
  table = { date, compressed: new Map(compressed) };
  return table;
}

/** The day of AWS's list of actions that is carried: `2026-09-26`. */
export const actionsDate = (): string => tableOf().date;

/** The services of AWS's list, as actions begin with them. */
export const listedServices = (): readonly string[] => [...tableOf().compressed.keys()];

const read = new Map<string, Service | undefined>();

/**
 * The actions of `service`, such as `s3`, and their types of resource, as of `actionsDate`; undefined where AWS's list
 * has no such service.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function serviceCalled(service: string): Service | undefined {
  if (!read.has(service)) read.set(service, readService(service));
  return read.get(service);
}

function readService(service: string): Service | undefined {
  const compressed = tableOf().compressed.get(service);
  if (!compressed) return undefined;
  const { actions, types } = JSON.parse(brotliDecompressSync(compressed).toString()) as Written;
  return {
    actions: actions.map(([name, access, fitting, keys]) => ({
      name: `${service}:${name}`,
      access,
      types: fitting,
      keys: new Set(keys.split(" ")),
    })),
    types,
  };
}
