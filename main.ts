import { processIo, run } from "./src/cli/parts";
import { synthesize } from "./stacks";

export { synthesize };

/** The CDKTF app: `eks-cross-account synth`, which cdktf.json and `npm start` run. */
if (require.main === module)
  run(["synth", ...process.argv.slice(2)], { ...processIo(), isApp: true }, async () => synthesize).then((code) => {
    process.exitCode = code;
  });
