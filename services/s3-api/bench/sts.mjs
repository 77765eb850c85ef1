/**
 * A stand-in for STS over TLS: to whoever shows a web identity token it gives the keys of the S3
 * server. They come without a session token, which that server would refuse.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";

const { PORT, TLS_CERT = "", TLS_KEY = "", AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;

const answer = () => `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROAEXAMPLE:bench</AssumedRoleId>
      <Arn>arn:aws:sts::222222222222:assumed-role/bench/bench</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>${AWS_ACCESS_KEY_ID}</AccessKeyId>
      <SecretAccessKey>${AWS_SECRET_ACCESS_KEY}</SecretAccessKey>
      <Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>
    </Credentials>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata><RequestId>bench</RequestId></ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>`;

createServer({ cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) }, (request, response) => {
  request.resume().on("end", () => response.setHeader("content-type", "text/xml").end(answer()));
}).listen(Number(PORT), "127.0.0.1");
