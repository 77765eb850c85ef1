import { appOf } from "./app";
import { type Settings, settingsOf } from "./settings";
import { upstreamOf } from "./upstream/clients";
import { staticKeysWarning } from "./upstream/credentials";

/** Serves until SIGTERM or SIGINT, then lets requests under way end. */
async function serve(settings: Settings): Promise<void> {
  const upstream = upstreamOf(settings);
  const { server, readiness } = appOf({ upstream, ...settings });
  const warning = staticKeysWarning(process.env);
  if (warning) server.log.warn(warning);

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    server.log.info({ signal }, "draining");
    readiness.drain();
    const late = setTimeout(() => {
      server.log.error(`requests did not end in ${settings.drainTimeout} ms; they are cut`);
      process.exit(1);
    }, settings.drainTimeout);
    await server.close();
    clearTimeout(late);
    upstream.close();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  await server.listen({ host: settings.host, port: settings.port });
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
