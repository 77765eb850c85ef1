import { type Body, knownText, refuse } from "./arguments";

/** Functions of points in time that do not ask for the present one. @see https://developer.hashicorp.com/terraform/language/functions#date-and-time-functions */
export const TIMES: Readonly<Record<string, Body>> = {
  formatdate: ([form, time]) => formatdate(knownText(form), timeOf(knownText(time))),
  timeadd: ([time, duration]) => {
    const { at, zone, fraction } = timeOf(knownText(time));
    const moved = at * NANO + fraction + nanosecondsOf(knownText(duration));
    return written(moved / NANO - (moved % NANO < 0n ? 1n : 0n), zone);
  },
  timecmp: ([a, b]) => {
    const [left, right] = [timeOf(knownText(a)), timeOf(knownText(b))];
    const difference = (left.at - right.at) * NANO + left.fraction - right.fraction;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  },
};

/** A second, in nanoseconds. */
const NANO = 1_000_000_000n;

interface Time {
  /** Seconds since 1970 in UTC. */
  readonly at: bigint;
  /** Nanoseconds behind them. */
  readonly fraction: bigint;
  /** Minutes east of Greenwich. */
  readonly zone: number;
}

const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

function timeOf(text: string): Time {
  const [, local = "", fraction = "", sign, hours = "0", minutes = "0"] = RFC_3339.exec(text) ?? [];
  const at = Date.parse(`${local}Z`);
  // February 30th is moved on by some, and refused by Terraform
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 19) !== local)
    return refuse(`${JSON.stringify(text)} is not a time as RFC 3339 has it`, text);
  const zone = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return { at: BigInt(at / 1000 - zone * 60), fraction: BigInt(fraction.padEnd(9, "0")), zone };
}

const local = (at: bigint, zone: number): Date => new Date(Number(at) * 1000 + zone * 60_000);

function written(at: bigint, zone: number): string {
  const date = local(at, zone);
  if (Number.isNaN(date.getTime())) refuse("a time is out of range");
  return `${date.toISOString().slice(0, 19)}${zone === 0 ? "Z" : offset(zone, ":")}`;
}

const two = (value: number): string => String(value).padStart(2, "0");

const offset = (zone: number, between: string): string =>
  `${zone < 0 ? "-" : "+"}${two(Math.floor(Math.abs(zone) / 60))}${between}${two(Math.abs(zone) % 60)}`;

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
};

/** @see https://pkg.go.dev/time#ParseDuration */
function nanosecondsOf(duration: string): bigint {
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(duration) ?? [];
  if (rest === "0") return 0n;
  const parts = [...rest.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== rest)
    return refuse(`${JSON.stringify(duration)} is not a duration`, duration);
  const sum = parts.reduce((total, [, count = "", unit = ""]) => total + Number(count) * (UNITS[unit] ?? 0), 0);
  return BigInt(Math.round(sign === "-" ? -sum : sum));
}

const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** @see https://developer.hashicorp.com/terraform/language/functions/formatdate */
function formatdate(form: string, { at, zone }: Time): string {
  const date = local(at, zone);
  const hour = date.getUTCHours();
  const half = hour % 12 === 0 ? 12 : hour % 12;
  const [month = "", day = ""] = [MONTHS[date.getUTCMonth()], DAYS[date.getUTCDay()]];
  const known: Readonly<Record<string, string>> = {
    YYYY: String(date.getUTCFullYear()).padStart(4, "0"),
    YY: two(date.getUTCFullYear() % 100),
    MMMM: month,
    MMM: month.slice(0, 3),
    MM: two(date.getUTCMonth() + 1),
    M: String(date.getUTCMonth() + 1),
    DD: two(date.getUTCDate()),
    D: String(date.getUTCDate()),
    EEEE: day,
    EEE: day.slice(0, 3),
    hh: two(hour),
    h: String(hour),
    HH: two(half),
    H: String(half),
    AA: hour < 12 ? "AM" : "PM",
    aa: hour < 12 ? "am" : "pm",
    mm: two(date.getUTCMinutes()),
    m: String(date.getUTCMinutes()),
    ss: two(date.getUTCSeconds()),
    s: String(date.getUTCSeconds()),
    ZZZZZ: offset(zone, ":"),
    ZZZZ: offset(zone, ""),
    ZZZ: zone === 0 ? "UTC" : offset(zone, ""),
    Z: zone === 0 ? "Z" : offset(zone, ":"),
  };
  return form.replaceAll(/'((?:[^']|'')*)'|'|([A-Za-z])\2*/g, (token, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted.replaceAll("''", "'");
    return (Object.hasOwn(known, token) ? known[token] : undefined) ?? refuse(`formatdate knows no ${token}`);
  });
}
