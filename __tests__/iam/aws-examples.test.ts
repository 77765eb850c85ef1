/**
 * Policies that AWS's guides show, in our own words and values, with the outcome that the guide
 * states for a request.
 */
import { allow, deny, example, IAM, OTHER, OWN, role } from "./example";
import { NO, YES } from "./support";

example(
  "a third party must send the ExternalId it was given",
  `${IAM}/confused-deputy.html`,
  {
    action: "sts:AssumeRole",
    across: true,
    caller: role(OTHER, "monitor"),
    identity: allow("sts:AssumeRole"),
    trust: {
      Effect: "Allow",
      Principal: { AWS: OTHER },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "customer-7" } },
    },
  },
  [
    ["passes with it", { context: { "sts:ExternalId": "customer-7" } }, YES],
    ["is denied with another customer's", { context: { "sts:ExternalId": "customer-8" } }, NO],
    ["is denied without one", {}, NO],
  ],
);

example(
  "a service may act for the customer's own account only",
  `${IAM}/confused-deputy.html#cross-service-confused-deputy-prevention`,
  {
    action: "s3:PutObject",
    resource: "arn:aws:s3:::logs/a",
    caller: { kind: "service", name: "cloudtrail.amazonaws.com" },
    resourcePolicy: allow("s3:PutObject", "arn:aws:s3:::logs/*", {
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": OWN },
        ArnLike: { "aws:SourceArn": `arn:aws:cloudtrail:*:${OWN}:trail/*` },
      },
    }),
  },
  [
    [
      "passes for its trail",
      { context: { "aws:SourceAccount": OWN, "aws:SourceArn": `arn:aws:cloudtrail:us-east-1:${OWN}:trail/main` } },
      YES,
    ],
    [
      "is denied for another's",
      { context: { "aws:SourceAccount": OTHER, "aws:SourceArn": `arn:aws:cloudtrail:us-east-1:${OTHER}:trail/main` } },
      NO,
    ],
  ],
);

example(
  "attribute-based access: the principal's tag equals the resource's",
  `${IAM}/tutorial_attribute-based-access-control.html`,
  {
    action: "secretsmanager:GetSecretValue",
    resource: `arn:aws:secretsmanager:us-east-1:${OWN}:secret:db-AbCdEf`,
    identity: allow("secretsmanager:*", "*", {
      Condition: { StringEquals: { "aws:ResourceTag/project": "${aws:PrincipalTag/project}" } },
    }),
  },
  [
    [
      "passes where they are equal",
      { context: { "aws:ResourceTag/project": "peg", "aws:PrincipalTag/project": "peg" } },
      YES,
    ],
    [
      "is denied where they differ",
      { context: { "aws:ResourceTag/project": "uni", "aws:PrincipalTag/project": "peg" } },
      NO,
    ],
    ["is denied where the principal has none", { context: { "aws:ResourceTag/project": "uni" } }, NO],
  ],
);

example(
  "a variable without a value: unlike every tag",
  `${IAM}/reference_policies_variables.html#policy-vars-no-value`,
  {
    action: "s3:GetObject",
    resource: "arn:aws:s3:::data/a",
    identity: [
      allow("s3:*"),
      deny("s3:*", "*", { Condition: { StringNotLike: { "s3:ExistingObjectTag/Team": "${aws:PrincipalTag/Team}" } } }),
    ],
    context: { "s3:ExistingObjectTag/Team": "red" },
  },
  [
    ["is denied where aws:PrincipalTag/Team is not set", {}, NO],
    ["passes where it is equal", { context: { "aws:PrincipalTag/Team": "red" } }, YES],
  ],
);

const home = [
  allow("s3:ListBucket", "arn:aws:s3:::company", {
    Condition: { StringLike: { "s3:prefix": ["", "home/", "home/${aws:username}/*"] } },
  }),
  allow("s3:*", ["arn:aws:s3:::company/home/${aws:username}", "arn:aws:s3:::company/home/${aws:username}/*"]),
];

example(
  "a home folder of one's own",
  `${IAM}/reference_policies_examples_s3_home-directory-console.html`,
  { action: "s3:GetObject", resource: "arn:aws:s3:::company/home/ana/cv.txt", identity: home },
  [
    ["is open to its user", { context: { "aws:username": "ana" } }, YES],
    ["is closed to others", { context: { "aws:username": "ann" } }, NO],
    [
      "can be listed",
      {
        action: "s3:ListBucket",
        resource: "arn:aws:s3:::company",
        context: { "aws:username": "ana", "s3:prefix": "home/ana/" },
      },
      YES,
    ],
    [
      "no other caller's can",
      {
        action: "s3:ListBucket",
        resource: "arn:aws:s3:::company",
        context: { "aws:username": "ana", "s3:prefix": "home/bob/" },
      },
      NO,
    ],
  ],
);

example(
  "nothing without multi-factor authentication",
  `${IAM}/reference_policies_examples_aws_my-sec-creds-self-manage.html`,
  {
    action: "ec2:StopInstances",
    identity: [
      allow("ec2:*"),
      {
        Effect: "Deny",
        NotAction: "iam:*MFA*",
        Resource: "*",
        Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
      },
    ],
    resource: `arn:aws:ec2:us-east-1:${OWN}:instance/i-1`,
  },
  [
    ["passes with it", { context: { "aws:MultiFactorAuthPresent": "true" } }, YES],
    ["is denied without", { context: { "aws:MultiFactorAuthPresent": "false" } }, NO],
    ["is denied where the key is missing, as for long-term keys", {}, NO],
  ],
);

example(
  "a recent multi-factor authentication",
  `${IAM}/id_credentials_mfa_configure-api-require.html`,
  {
    action: "ec2:TerminateInstances",
    resource: `arn:aws:ec2:us-east-1:${OWN}:instance/i-1`,
    identity: allow("ec2:*", "*", { Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } } }),
  },
  [
    ["passes within the hour", { context: { "aws:MultiFactorAuthAge": "3599" } }, YES],
    ["is denied after it", { context: { "aws:MultiFactorAuthAge": "3600" } }, NO],
  ],
);

example(
  "a bucket for one organisation",
  `${IAM}/reference_policies_condition-keys.html#condition-keys-principalorgid`,
  {
    action: "s3:PutObject",
    resource: "arn:aws:s3:::data/a",
    across: true,
    identity: allow("s3:PutObject"),
    resourcePolicy: allow("s3:PutObject", "arn:aws:s3:::data/*", {
      Principal: "*",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    }),
  },
  [
    ["takes its accounts in", { context: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }, YES],
    ["takes no other in", { context: { "aws:PrincipalOrgID": "o-zzzzzzzzzz" } }, NO],
    ["takes no account without one in", {}, NO],
  ],
);

example(
  "everybody denied but one role",
  `${IAM}/reference_policies_elements_notprincipal.html`,
  {
    action: "s3:GetObject",
    resource: "arn:aws:s3:::data/a",
    identity: allow("s3:*"),
    resourcePolicy: deny("s3:*", "*", {
      Principal: "*",
      Condition: { ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/auditor` } },
    }),
  },
  [
    ["spares it", { context: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/auditor` } }, YES],
    ["spares no other role", { context: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/auditor-2` } }, NO],
  ],
);

example(
  "tags from a list only",
  `${IAM}/access_tags.html#access_tags_control-tag-keys`,
  {
    action: "ec2:CreateTags",
    resource: `arn:aws:ec2:us-east-1:${OWN}:instance/i-1`,
    identity: allow("ec2:CreateTags", "*", {
      Condition: {
        "ForAllValues:StringEquals": { "aws:TagKeys": ["environment", "cost-center"] },
        Null: { "aws:TagKeys": "false" },
      },
    }),
  },
  [
    ["passes with both", { context: { "aws:TagKeys": ["environment", "cost-center"] } }, YES],
    ["is denied with one more", { context: { "aws:TagKeys": ["environment", "owner"] } }, NO],
    ["is denied with none, which Null catches", {}, NO],
  ],
);

example(
  "addresses of the office only",
  `${IAM}/reference_policies_examples_aws_deny-ip.html`,
  {
    action: "ec2:StopInstances",
    resource: `arn:aws:ec2:us-east-1:${OWN}:instance/i-1`,
    identity: [
      allow("*"),
      deny("*", "*", {
        Condition: {
          NotIpAddress: { "aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"] },
          Bool: { "aws:ViaAWSService": "false" },
        },
      }),
    ],
    context: { "aws:ViaAWSService": "false" },
  },
  [
    ["passes from there", { context: { "aws:SourceIp": "203.0.113.9" } }, YES],
    ["is denied from elsewhere", { context: { "aws:SourceIp": "198.51.100.9" } }, NO],
    [
      "passes from elsewhere through a service",
      { context: { "aws:SourceIp": "198.51.100.9", "aws:ViaAWSService": "true" } },
      YES,
    ],
  ],
);

example(
  "between two dates",
  `${IAM}/reference_policies_examples_aws-dates.html`,
  {
    action: "dynamodb:GetItem",
    resource: `arn:aws:dynamodb:us-east-1:${OWN}:table/t`,
    identity: allow("dynamodb:*", "*", {
      Condition: {
        DateGreaterThan: { "aws:CurrentTime": "2026-04-01T00:00:00Z" },
        DateLessThan: { "aws:CurrentTime": "2026-06-30T23:59:59Z" },
      },
    }),
  },
  [
    ["passes within", { context: { "aws:CurrentTime": "2026-05-01T00:00:00Z" } }, YES],
    ["is denied before", { context: { "aws:CurrentTime": "2026-03-31T23:59:59Z" } }, NO],
    ["is denied after", { context: { "aws:CurrentTime": "2026-07-01T00:00:00Z" } }, NO],
  ],
);

example(
  "a permissions boundary",
  `${IAM}/access_policies_boundaries.html`,
  {
    action: "iam:CreateUser",
    resource: `arn:aws:iam::${OWN}:user/u`,
    identity: allow("iam:CreateUser"),
    boundary: allow(["s3:*", "cloudwatch:*", "ec2:*"]),
  },
  [
    ["denies what only the policy allows", {}, NO],
    ["gives nothing by itself", { action: "s3:GetObject", resource: "arn:aws:s3:::a/b" }, NO],
  ],
);
