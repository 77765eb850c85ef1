/** How far S3's clock and this one may differ before S3 refuses a signature is 15 minutes; the AWS SDK corrects 5. */
const TOLERATED = 5 * 60 * 1000;

/** The time of S3's clock, as far as its answers tell. */
export class Clock {
  private ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** Takes the time of an answer's Date header over where it differs by much. Returns whether it did. */
  correctBy(date: string | undefined): boolean {
    const there = Date.parse(date ?? "");
    if (Number.isNaN(there) || Math.abs(there - this.now().getTime()) < TOLERATED) return false;
    this.ahead = there - Date.now();
    return true;
  }
}
