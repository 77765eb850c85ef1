import { Agent, get } from "node:http";

/**
 * @typedef {object} Load
 * @property {number} seconds how long requests are begun
 * @property {number} requests at most as many are begun
 * @property {number} [connections] closed loop: as many callers, each asking again once it is answered
 * @property {number} [rate] open loop: as many requests a second, whether or not the ones before are
 *   answered. Callers that wait for a slow answer before they ask again would hide how slow it was.
 *
 * @typedef {object} Outcome
 * @property {number[]} latencies of each request in milliseconds, from sending it to its last byte
 * @property {number} seconds until the last was answered
 */

/**
 * Asks for one object again and again, and checks every byte of every answer.
 *
 * @param {number} port of 127.0.0.1
 * @param {string} path
 * @param {Buffer} expected
 * @param {Load} load
 * @returns {Promise<Outcome>}
 */
export async function put(port, path, expected, { seconds, requests, connections, rate }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections ?? Number.POSITIVE_INFINITY });
  /** @type {number[]} */
  const latencies = [];
  const began = performance.now();
  const end = began + seconds * 1000;
  let begun = 0;
  const ask = async () => {
    begun++;
    const sent = performance.now();
    await checked(port, path, expected, agent);
    latencies.push(performance.now() - sent);
  };
  const caller = async () => {
    while (begun < requests && performance.now() < end) await ask();
  };
  try {
    if (rate) await Promise.all(arrivals(Math.min(requests, Math.round(rate * seconds)), rate, ask));
    else await Promise.all(Array.from({ length: connections ?? 1 }, caller));
  } finally {
    agent.destroy();
  }
  return { latencies, seconds: (performance.now() - began) / 1000 };
}

/** @param {number} count @param {number} rate @param {() => Promise<void>} ask */
const arrivals = (count, rate, ask) =>
  Array.from({ length: count }, (_, index) => new Promise((due) => setTimeout(due, (index * 1000) / rate)).then(ask));

/**
 * @param {number} port @param {string} path @param {Buffer} expected @param {Agent} agent
 * @returns {Promise<void>}
 */
function checked(port, path, expected, agent) {
  return new Promise((resolve, reject) => {
    const wrong = (/** @type {string} */ what) => reject(new Error(`GET ${path} of port ${port}: ${what}`));
    get({ host: "127.0.0.1", port, path, agent, timeout: 30_000 }, (response) => {
      let length = 0;
      response.on("data", (/** @type {Buffer} */ bytes) => {
        if (length >= 0 && bytes.equals(expected.subarray(length, length + bytes.length))) length += bytes.length;
        else length = -1;
      });
      response.on("end", () => {
        if (response.statusCode !== 200) wrong(`status ${response.statusCode}`);
        else if (length !== expected.length) wrong("other bytes than the object's");
        else resolve();
      });
      response.on("error", reject);
    })
      .on("timeout", () => wrong("no bytes for 30 s"))
      .on("error", reject);
  });
}
