// `npm run demo`: the default configuration at work, for a person.
import { resolve } from "node:path";
import { installed } from "../python/tool";
import { type DemoDeployment, putObject, setUp } from "./deployment";
import { Ends } from "./ends";
import { refusals } from "./refusals";
import * as show from "./show";

const HELP = `usage: npm run demo

Starts an emulated AWS on this machine, loads the configuration that ships into it, and runs its pod: the AWS CLI in
account-a reads an object of account-b. Then three that must not get through are refused. It needs Python 3.10 or
newer; the first run installs moto and the AWS CLI from PyPI into e2e/.venv. No AWS account, no Terraform, no keys.
It ends everything that it started. Exit code: 0, 1 where something was not as it should be, 130 after Ctrl-C.

  --help        prints this
  NO_COLOR=1    prints without colours
`;

const KEY = "greeting.txt";
const GREETING = "Hello from account-b.\n";

async function main(ends: Ends): Promise<boolean> {
  show.text(
    "A pod in account-a reads a bucket in account-b: the configuration that ships, in an AWS emulated on this machine",
  );
  await installed();
  const started = performance.now();
  const deployment = await setUp(resolve("../__tests__/fixtures/shipped.yaml"), ends);
  const reads = await read(deployment);
  const refuses = await refusals(deployment, KEY);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const right = reads && refuses;
  const figures = `${seconds} s, ${deployment.emulator.requests} AWS requests`;
  show.heading(`${right ? "All as it should be" : "NOT all as it should be"}: ${figures}`);
  show.text("  To look at who reaches what: npm start && npm run report -- --out report.html");
  return right;
}

/** Whether the pod gets what account B's administrator has put into the bucket. */
async function read(deployment: DemoDeployment): Promise<boolean> {
  const { emulator, cluster, namespace, serviceAccount, bucket, primaryRole, targetRole } = deployment;
  const [, , , , owner = ""] = targetRole.split(":");
  show.heading(`Pod ${namespace}/${serviceAccount} on ${cluster.name} in account ${cluster.account}, without any keys`);
  await putObject(deployment, owner, KEY, GREETING);
  show.text(`  Account ${owner} has put ${KEY} into its bucket ${bucket}.`);
  const command = ["aws", "s3", "cp", `s3://${bucket}/${KEY}`, "-"];
  show.command(command.join(" "));
  emulator.forgetDecisions();
  const { code, stdout, stderr } = await deployment.inPod(serviceAccount, command);
  show.output(stdout || stderr);
  const assumed = emulator.decisions.filter(({ action, allowed }) => action === "sts:AssumeRole" && allowed);
  const both = [primaryRole, targetRole].every((role) => assumed.some(({ resource }) => resource === role));
  const right = code === 0 && stdout === GREETING && both;
  if (right) show.good("read as the target role, which EKS assumed through the primary role");
  else show.bad("the pod did not get the object through both roles");
  return right;
}

const ends = new Ends();
const [option, ...more] = process.argv.slice(3);
if (option === "--help" || option === "-h") process.stdout.write(HELP);
else if (option !== undefined) {
  process.stderr.write(`found ${[option, ...more].join(" ")}, expected no option but --help\n`);
  process.exitCode = 2;
} else {
  const leave = () => {
    show.silence();
    void ends.run().finally(() => process.exit(130));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, leave);
  // The reader has closed the pipe.
  process.stdout.on("error", leave);
  main(ends)
    .catch((error: Error) => {
      show.failed(error);
      return false;
    })
    .then(async (right) => {
      await ends.run();
      process.exitCode = right ? 0 : 1;
    });
}
