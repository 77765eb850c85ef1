const ATTEMPTS = 5;

/**
 * Makes the calls, again after a pause while IAM's changes spread. POSIX sh, and no `${`: a shell
 * variable in braces would be Terraform's.
 */
export const script = (calls: readonly string[]): string =>
  [
    'echo "giving IAM 10 seconds"',
    "sleep 10",
    "attempt=1",
    `while [ "$attempt" -le ${ATTEMPTS} ]; do`,
    `  echo "attempt $attempt of ${ATTEMPTS}"`,
    `  ${calls.map((call) => `aws ${call}`).join(" && ")} && echo "access works" && exit 0`,
    "  attempt=$((attempt + 1))",
    `  [ "$attempt" -le ${ATTEMPTS} ] && echo "failed, again in 3 seconds" && sleep 3`,
    "done",
    `echo "no access after ${ATTEMPTS} attempts" >&2`,
    "exit 1",
    "",
  ].join("\n");
