import { join } from "node:path";
import { App } from "./app";
import { logOf } from "./log";
import { startProbes } from "./probes/probes";
import { type Settings, settingsOf } from "./settings";
import { upstreamOf } from "./upstream/clients";
import { staticKeysWarning } from "./upstream/credentials";

/** Serves until SIGTERM or SIGINT, then lets requests under way end. */
async function serve(settings: Settings): Promise<void> {
  const { host, port, probePort, drainDelay, drainTimeout } = settings;
  const log = logOf({ level: settings.logLevel, keys: settings.logKeys });
  const upstream = upstreamOf(settings);
  const { listener, readiness, vitals, metrics } = new App({ upstream, settings, log });
  const warning = staticKeysWarning(process.env);
  if (warning) log.warn(warning);

  const stop = async (signal: NodeJS.Signals, delay: number): Promise<void> => {
    log.info({ signal }, "draining");
    readiness.drain();
    const late = setTimeout(() => {
      log.error(`requests did not end in ${drainTimeout} ms; they are cut`);
      process.exit(1);
    }, delay + drainTimeout);
    await listener.drain(delay);
    clearTimeout(late);
    upstream.close();
  };
  process.once("SIGTERM", (signal) => void stop(signal, drainDelay));
  // from a terminal, where nobody sends more
  process.once("SIGINT", (signal) => void stop(signal, 0));

  const script = join(__dirname, "probe-thread.js");
  startProbes({ script, host, port: probePort, vitals, metrics: () => metrics.text(), log });
  readiness.watch();
  const { port: listening } = await listener.listen(port, host);
  log.info(`Server listening at http://${host.includes(":") ? `[${host}]` : host}:${listening}`);
}

try {
  serve(settingsOf(process.env)).catch((error) => {
    console.error(error);
    process.exit(1);
  });
} catch (error) {
  console.error((error as Error).message);
  process.exit(2);
}
