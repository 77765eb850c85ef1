import { loadavg } from "node:os";
import { put } from "./load.mjs";
import { largeHash, OBJECTS } from "./objects.mjs";
import { cpuOf, memoryOf, socketsOf } from "./processes.mjs";
import { PROGRAMS } from "./programs.mjs";
import { goHandler, service } from "./setting.mjs";
import { streamLarge } from "./stream.mjs";

/** @typedef {import("./processes.mjs").Server} Server */
/** @typedef {{ rounds: number, seconds: number, requests: number, variants?: boolean, before?: string }} Options */
/** @typedef {{ cpu: number, perSecond: number, latencies: number[] }} Round `cpu` in milliseconds for each request */

/** What the service's CPU time for a request is held against in a pod, by object: how often it goes into (a)'s, and (b)'s into it. */
const GOALS = new Map([
  [OBJECTS[0], { each: 3, one: 1.2 }],
  [OBJECTS[1], { one: 2 }],
]);

/** What variants.mjs knows. */
const VARIANTS = [
  "the SDK's client",
  "signed by the SDK's signer",
  "signed by aws4",
  "signed by aws4fetch",
  "sent by undici",
  "without the service's own code",
];

const TITLES = {
  keys: "Static keys, plain HTTP to S3",
  pod: "Web identity, TLS to STS and to S3",
  "small-records": "Web identity, TLS to STS and to S3 in records of 4 KiB",
};

/** What is put on each object: as much as the callers can, for CPU; then the same for all, for latencies. */
const LOADS = [
  { object: OBJECTS[0], title: "4 KiB, 8 callers", connections: 8 },
  { object: OBJECTS[0], title: "4 KiB, 150 requests/s", rate: 150 },
  { object: OBJECTS[1], title: "8 MiB, 4 callers", connections: 4 },
  { object: OBJECTS[1], title: "8 MiB, 8 requests/s", rate: 8 },
];

/** After so many requests V8 has compiled what they run; Go has before. On a machine that others use up that takes minutes. */
const WARM_UP = { requests: 8_000, seconds: 180 };

/**
 * The service and the Go handlers, load by load, in turn in each round, so that whatever else the
 * machine does meets all of them alike.
 *
 * @param {keyof typeof TITLES} setting
 * @param {import("./setting.mjs").Place} place
 * @param {Options} options
 * @param {(text: string) => void} print
 */
export async function compare(setting, place, options, print) {
  const ours = await service(place);
  const services = [ours, await service(place, { name: "service, with its log", env: { LOG_LEVEL: "info" } })];
  if (options.before) services.push(await service(place, { name: "service before", program: options.before }));
  for (const name of options.variants ? VARIANTS : [])
    services.push(await service(place, { name, program: PROGRAMS.variants, env: { VARIANT: name } }));
  const each = await goHandler(place, "(a) Go, client for each request");
  const one = await goHandler(place, "(b) Go, one client");
  const servers = [...services, each, one, await goHandler(place, "(c) Go, with the service's duties")];
  print(`\n${TITLES[setting]}\n`);
  const columns = ["CPU ms/request (range)", "(a)/this", "requests/s", "p50 ms", "p99 ms", "requests"];
  print(row("", columns));
  process.stderr.write(`${setting}: warm-up\n`);
  // where many are measured, the first rounds are a part of it
  const warmUp = options.variants ? { ...WARM_UP, requests: 2_000 } : WARM_UP;
  const [{ key, body }] = OBJECTS;
  for (const { port } of services) await put(port, `/s3/${key}`, body, { ...warmUp, connections: 8 });
  for (const { title, object, ...load } of LOADS) {
    if (options.variants && load.rate) continue; // of these, only the CPU time
    /** @type {Map<Server, Round[]>} */
    const rounds = new Map(servers.map((server) => [server, []]));
    process.stderr.write(`${setting}, ${title}: rounds`);
    for (let round = 1; round <= options.rounds; round++) {
      process.stderr.write(` ${round}`);
      for (const server of servers) rounds.get(server)?.push(await roundOf(server, object, { ...options, ...load }));
    }
    process.stderr.write("\n");
    print(title);
    const base = rounds.get(each) ?? [];
    for (const [server, figures] of rounds) print(row(`  ${server.name}`, cellsOf(figures, base)));
    const mine = rounds.get(ours) ?? [];
    const goals = setting === "keys" ? undefined : GOALS.get(object);
    const [less, more] = [ratioOf(mine, base), ratioOf(rounds.get(one) ?? [], mine)];
    if (goals?.each)
      print(`  (a) takes ${less.toFixed(2)} times the service's CPU, goal ${goals.each}: ${met(less >= goals.each)}`);
    if (goals)
      print(`  the service takes ${more.toFixed(2)} times (b)'s CPU, goal ${goals.one}: ${met(more <= goals.one)}`);
  }
  print(`Load of the machine over the last minute: ${loadavg()[0].toFixed(1)}. Left by these loads`);
  for (const { name, pid } of servers)
    print(`  ${name}: ${memoryOf(pid).now.toFixed(0)} MiB resident, ${socketsOf(pid)} connections open`);
  for (const server of servers) await server.stop();
  await measureStream(place, print);
}

/**
 * A round, after a short one that does not count: a process that waited while others were measured has lost some of
 * what V8 compiled, which made 8 MiB twice as expensive.
 *
 * @param {Server} server @param {{ key: string, body: Buffer }} object @param {import("./load.mjs").Load} load
 * @returns {Promise<Round>}
 */
async function roundOf({ port, pid }, { key, body }, load) {
  await put(port, `/s3/${key}`, body, { ...load, seconds: load.seconds / 2, requests: Math.ceil(load.requests / 2) });
  const before = cpuOf(pid);
  const { latencies, seconds } = await put(port, `/s3/${key}`, body, load);
  return { cpu: (cpuOf(pid) - before) / latencies.length, perSecond: latencies.length / seconds, latencies };
}

/** @param {Round[]} rounds @param {Round[]} base */
function cellsOf(rounds, base) {
  const cpu = rounds.map((round) => round.cpu);
  const latencies = rounds.flatMap((round) => round.latencies).sort((a, b) => a - b);
  return [
    `${figure(median(cpu))} (${figure(Math.min(...cpu))}-${figure(Math.max(...cpu))})`,
    `${ratioOf(rounds, base).toFixed(2)} x`,
    median(rounds.map((round) => round.perSecond)).toFixed(0),
    figure(percentile(latencies, 50)),
    figure(percentile(latencies, 99)),
    String(latencies.length),
  ];
}

const met = (/** @type {boolean} */ is) => (is ? "met" : "not met");

/** The median of the rounds' own ratios. @param {Round[]} rounds @param {Round[]} base */
const ratioOf = (rounds, base) => median(rounds.map(({ cpu }, index) => base[index].cpu / cpu));

/** @param {readonly number[]} values at least one */
const median = (values) =>
  percentile(
    [...values].sort((a, b) => a - b),
    50,
  );

/** The nearest rank. @param {readonly number[]} sorted @param {number} percent */
const percentile = (sorted, percent) => sorted[Math.ceil((sorted.length * percent) / 100) - 1];

const figure = (/** @type {number} */ value) => value.toFixed(value < 10 ? 2 : 1);

/** @param {string} name @param {readonly string[]} cells */
const row = (name, [cpu, ...cells]) =>
  name.padEnd(34) + cpu.padStart(23) + cells.map((cell) => cell.padStart(11)).join("");

/** @param {import("./setting.mjs").Place} place @param {(text: string) => void} print */
async function measureStream(place, print) {
  process.stderr.write("1 GiB\n");
  const server = await service(place);
  // warmed up, so that what is loaded and compiled with the first requests does not count as the stream's
  for (const { key, body } of OBJECTS)
    await put(server.port, `/s3/${key}`, body, { connections: 2, requests: 50, seconds: 3 });
  const { before, phases, after, seconds } = await streamLarge(server, largeHash());
  print(`1 GiB to one reader, in ${seconds.toFixed(1)} s; the service's resident memory`);
  print(`  before: ${before.toFixed(0)} MiB`);
  for (const { name, peak } of phases)
    print(`  peak while the reader is ${name}: ${peak.toFixed(0)} MiB (${signed(peak - before)})`);
  print(`  after: ${after.toFixed(0)} MiB (${signed(after - before)})`);
  await server.stop();
}

const signed = (/** @type {number} */ value) => `${value < 0 ? "" : "+"}${value.toFixed(0)}`;
