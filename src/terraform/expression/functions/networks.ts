import type { Value } from "../../value";
import { type Body, knownText, notRead, refuse, whole } from "./arguments";

/** Functions of IP networks. @see https://developer.hashicorp.com/terraform/language/functions#ip-network-functions */
export const NETWORKS: Readonly<Record<string, Body>> = {
  cidrhost: ([prefix, host]) => {
    const network = networkOf(knownText(prefix));
    const number = BigInt(whole(host));
    const size = 1n << BigInt(network.bits - network.length);
    const inside = number < 0n ? size + number : number;
    if (inside < 0n || inside >= size) refuse("cidrhost is given a number that the prefix has no room for");
    return written(network.address + inside, network.bits);
  },
  cidrnetmask: ([prefix]) => {
    const { bits, length } = networkOf(knownText(prefix));
    if (bits !== 32) refuse("cidrnetmask is given no IPv4 prefix");
    return written(((1n << BigInt(length)) - 1n) << BigInt(32 - length), 32);
  },
  cidrsubnet: ([prefix, added, number]) => {
    const network = networkOf(knownText(prefix));
    return subnet(network, network.length + whole(added), BigInt(whole(number)), whole(added));
  },
  cidrsubnets: ([prefix, ...added]) => subnets(networkOf(knownText(prefix)), added.map(whole)),
};

interface Network {
  /** Of its first host. */
  readonly address: bigint;
  readonly bits: 32 | 128;
  readonly length: number;
}

function networkOf(prefix: string): Network {
  const [, address = "", digits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(prefix) ?? [];
  // what is written so is IPv4 to some functions and IPv6 to others
  if (/^::ffff:/i.test(address)) notRead("an IPv4 address in the form of IPv6 is not read");
  const family = process.getBuiltinModule("node:net").isIP(address);
  const [bits, length] = [family === 4 ? 32 : 128, Number(digits)] as const;
  // what is written so is IPv4 to some functions and IPv6 to others
  if (/^::ffff:/i.test(address)) notRead("an IPv4 address in the form of IPv6 is not read");
  if (family === 0 || length > bits || /^0\d/.test(digits)) refuse("a function is given what is not a CIDR prefix");
  const rest = BigInt(bits - length);
  return { address: (parsed(address, family) >> rest) << rest, bits, length };
}

function parsed(address: string, family: number): bigint {
  if (family === 4) return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [, before = address, four] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  const tail = four === undefined ? "" : hextets(parsed(four, 4), 2).join(":");
  const [left = "", right] = `${before}${tail}`.split("::");
  const parts = (text: string) => (text === "" ? [] : text.split(":"));
  const [high, low] = [parts(left), parts(right ?? "")];
  const all = right === undefined ? high : [...high, ...Array<string>(8 - high.length - low.length).fill("0"), ...low];
  return all.reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
}

const hextets = (address: bigint, count: number): string[] =>
  Array.from({ length: count }, (_, at) => ((address >> BigInt(16 * (count - 1 - at))) & 0xffffn).toString(16));

/** As RFC 5952 has it: the longest run of zeros is left out. */
function written(address: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join(".");
  const parts = hextets(address, 8);
  let [start, most] = [-1, 1];
  for (let at = 0; at < 8; at++) {
    const run = parts.slice(at).findIndex((part) => part !== "0");
    const count = run === -1 ? 8 - at : run;
    if (count > most) [start, most] = [at, count];
  }
  if (start === -1) return parts.join(":");
  return `${parts.slice(0, start).join(":")}::${parts.slice(start + most).join(":")}`;
}

function subnet({ address, bits, length }: Network, longer: number, number: bigint, added: number): Value {
  if (added < 0 || longer > bits || number < 0n || number >= 1n << BigInt(added))
    refuse(`a prefix of ${length} bits has no such subnet`);
  return `${written(address + (number << BigInt(bits - longer)), bits)}/${longer}`;
}

/** Subnets one after another, each at the next place where one of its size may begin. */
function subnets(network: Network, added: readonly number[]): Value {
  let next = network.address;
  const end = network.address + (1n << BigInt(network.bits - network.length));
  return added.map((more) => {
    const longer = network.length + more;
    if (more < 1 || longer > network.bits) refuse("cidrsubnets is given a size that the prefix has no room for");
    const size = 1n << BigInt(network.bits - longer);
    const start = ((next + size - 1n) / size) * size;
    if (start + size > end) refuse("cidrsubnets is given more than the prefix has room for");
    next = start + size;
    return `${written(start, network.bits)}/${longer}`;
  });
}
