// Stands where terraform or kubectl would: passes its command line and its signals on to the test that has put it there, and
// writes and ends as that answers.
//   node program.mjs ADDRESS PROGRAM ARGUMENTS…
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { basename } from "node:path";

const [address, program, ...args] = process.argv.slice(2);
const variables = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("TF_VAR_")));
const kubeconfig = args.indexOf("--kubeconfig");
const asked = {
  id: process.pid,
  program,
  args,
  folder: process.cwd(),
  stack: basename(process.cwd()),
  variables,
  ...(kubeconfig < 0 ? {} : { kubeconfig: JSON.parse(readFileSync(args[kubeconfig + 1], "utf8")) }),
};

const send = (path, body, answered) => {
  const sent = request(`${address}/${path}`, { method: "POST" }, answered);
  sent.once("error", (error) => {
    console.error(`${program}: ${error.message}`);
    process.exit(1);
  });
  sent.end(JSON.stringify(body));
};

for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => send("signal", { id: asked.id, signal }, (answer) => answer.resume()));

send("run", asked, (answer) => {
  let text = "";
  answer.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  answer.once("end", () => {
    const { code, stdout, stderr } = JSON.parse(text);
    process.stderr.write(stderr);
    process.stdout.write(stdout, () => process.exit(code));
  });
});
