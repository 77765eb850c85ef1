// `npm run live`: both articles in two accounts of the user's own.
import { interruptions } from "./interruptions";
import { Refusal, type Request, requestOf, runIn } from "./options";
import { preflight, realPlace } from "./real";
import { destroyRun, live } from "./run";

const HELP = `usage: npm run live -- --account-a ID --profile-a NAME --account-b ID --profile-b NAME
                       --cluster NAME --region REGION [--i-understand]
       npm run live -- --destroy FOLDER

Makes both articles between two AWS accounts of your own, asks AWS and your cluster whether they do what this project
rests on, writes a report, and destroys everything. Without --i-understand it shows what it would make, and what that
costs, and makes nothing. docs/live.md has the rest.

  --account-a ID, --profile-a NAME   the cluster's account, and the profile of the AWS CLI for it
  --account-b ID, --profile-b NAME   the bucket's
  --cluster NAME, --region REGION    an EKS cluster of account A with Linux nodes on EC2 and the Pod Identity agent
  --image IMAGE                      of pods, with sh and the AWS CLI (amazon/aws-cli, pinned)
  --folder FOLDER                    for what runs write (live-runs)
  --i-understand                     that things are made and destroyed in both accounts
  --destroy FOLDER                   destroys what the run in FOLDER has left

Exit code: 0 all confirmed and destroyed; 1 not all, or something is left; 2 nothing was done; 130 after Ctrl-C, with
everything destroyed.
`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function answered(request: Request, signal: AbortSignal): Promise<number> {
  if (request.kind === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const run = request.kind === "destroy" ? runIn(request.folder) : request.run;
  const place = realPlace(run);
  const cluster = await preflight(run, place);
  if (request.kind === "destroy") return destroyRun({ run, place, say });
  return live({ run, place, cluster, understood: request.understood, signal, say });
}

const interrupted = interruptions(say);
// the reader has closed the pipe: what is made is destroyed all the same
process.stdout.on("error", () => {});

async function main(): Promise<number> {
  try {
    const [, , , ...args] = process.argv;
    const home = process.env.INIT_CWD ?? process.cwd();
    return await answered(requestOf(args, process.env, home), interrupted.signal);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return error instanceof Refusal || !interrupted.signal.aborted ? 2 : 130;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
