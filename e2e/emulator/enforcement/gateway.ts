import type { Partitions } from "../partitions";
import { AwsError, type Decision, type Question } from "../types";
import type { Actions } from "./actions";
import { checkOwnAccount } from "./actions/own-account";
import { bucketArn, deleteRequest, objectsToDelete, withRefused } from "./actions/s3-objects";
import type { Answer, Asked, Enforcement } from "./enforcement";
import { authenticate, serviceOf } from "./http/authenticate";
import type { MotoForwarder } from "./http/forward";
import { protocolOf, read } from "./http/protocols";
import { renderError, renderSuccess } from "./http/render";
import type { Request } from "./http/request";

/** A request, as `onRequest` sees it. */
export interface Seen {
  readonly service: string;
  readonly operation: string;
  /** The caller's, 12 digits; "" for an anonymous caller. */
  readonly account: string;
}

/** Operations that read, or write data: policies stay as they are. */
const KEEPS_POLICIES =
  /^(?:Get|List|Head|Describe|Batch|Transact|Query|Scan|Send|Receive|Publish|Encrypt|Decrypt|Generate)|(?:Objects?|Item|Message|Batch|Upload|Part|Copy)$/;

const NOTHING_DELETED: Answer = {
  status: 200,
  headers: { "content-type": "application/xml" },
  body: Buffer.from("<DeleteResult></DeleteResult>"),
};

/** Answers requests: authenticates, authorizes, and forwards to moto what is allowed. */
export class Gateway {
  constructor(
    private readonly enforcement: Enforcement,
    private readonly actions: Actions,
    private readonly moto: MotoForwarder,
    private readonly partitions: Partitions,
    /** Called before a request is answered. */
    private readonly seen: (seen: Seen) => void | Promise<void>,
  ) {}

  /** @throws any error of `seen` other than an AwsError */
  async answer(request: Request): Promise<Answer> {
    let service = serviceOf(request);
    try {
      const authentic = await authenticate(request, this.enforcement.identity);
      service = authentic.service;
      if (authentic.caller.kind === "administrator") this.partitions.seen(authentic.caller.account, authentic.region);
      const { operation, params } = read(service, request);
      const { url: path, body, sourceIp } = request;
      const region = authentic.caller.kind === "anonymous" ? this.partitions.unsigned : authentic.region;
      const asked: Asked = { ...authentic, region, operation, params, path, body, sourceIp };
      await this.seen({ service, operation, account: "account" in asked.caller ? asked.caller.account : "" });
      const handler = this.enforcement.handlers[`${service}:${operation}`];
      if (!handler) return await this.#forwarded(asked, request);
      return renderSuccess(await handler(asked), operation, protocolOf(service, request));
    } catch (error) {
      if (error instanceof AwsError)
        return renderError(error, protocolOf(service, request), { service, method: request.method });
      throw error;
    }
  }

  async #forwarded(sent: Asked, request: Request): Promise<Answer> {
    const asked = this.actions.at(sent);
    const { account, questions } = await this.actions.of(asked, request);
    if (asked.service === "s3" && asked.operation === "DeleteObjects")
      return this.#deleteObjects(asked, request, account, questions);
    await this.#allow(asked, questions);
    checkOwnAccount(asked, account);
    if (asked.service === "s3")
      await this.#allow(asked, await this.actions.encryption.beforeWrite(asked, request, account));
    await this.enforcement.iam.before(asked);
    const answer = await this.moto.forward(request, asked, account);
    if (answer.status < 300) {
      await this.actions.made(asked, answer);
      await this.enforcement.iam.after(asked, answer);
      if (!KEEPS_POLICIES.test(asked.operation)) this.enforcement.authorizer.changed(asked, account);
    }
    if (asked.service === "s3") await this.#afterRead(asked, answer, account);
    return answer;
  }

  /** @throws AwsError that the caller may not, for the first question that is refused */
  async #allow(asked: Asked, questions: readonly Question[]): Promise<void> {
    for (const question of questions) {
      const decision = await this.enforcement.authorizer.authorize(asked.caller, question);
      if (!decision.allowed) throw this.enforcement.authorizer.denied(decision, asked.caller, asked.service);
    }
  }

  /** S3 refuses object by object. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
  async #deleteObjects(asked: Asked, request: Request, account: string, questions: readonly Question[]) {
    const decisions: Decision[] = [];
    for (const question of questions)
      decisions.push(await this.enforcement.authorizer.authorize(asked.caller, question));
    const objects = objectsToDelete(request.body);
    const refused = objects.filter((_, index) => !decisions[index]?.allowed);
    if (refused.length === 0) return this.moto.forward(request, asked, account);
    const allowed = objects.filter((_, index) => decisions[index]?.allowed);
    // Moto fails on a list of none.
    const answer =
      allowed.length === 0
        ? NOTHING_DELETED
        : await this.moto.forward({ ...request, body: deleteRequest(allowed) }, asked, account);
    const body = withRefused(answer.body.toString("utf8"), refused);
    return { ...answer, headers: { ...answer.headers, "content-length": `${body.length}` }, body };
  }

  /**
   * What S3 decides when it has looked: the object's key of KMS, and that only those who may list a bucket learn that
   * an object is not there. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  async #afterRead(asked: Asked, answer: Answer, account: string): Promise<void> {
    await this.#allow(asked, await this.actions.encryption.beforeRead(asked, answer, account));
    if (answer.status !== 404 || (asked.operation !== "GetObject" && asked.operation !== "HeadObject")) return;
    const resource = bucketArn(String(asked.params.Bucket), asked.region);
    await this.#allow(asked, [{ action: "s3:ListBucket", resource, resourceAccount: account }]);
  }
}
