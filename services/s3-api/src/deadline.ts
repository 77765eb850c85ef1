/**
 * What `ask` comes to, or else the reason for which it was ended: `late` after `time` milliseconds, or what the
 * caller ends it with. The SDK alone heeds a signal only while it waits for S3, not for credentials.
 */
export async function within<T>(
  time: number,
  late: () => Error,
  ask: (signal: AbortSignal) => Promise<T>,
  end = new AbortController(),
): Promise<T> {
  const { signal } = end;
  const timer = setTimeout(() => end.abort(late()), time);
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([ask(signal), ended]);
  } finally {
    clearTimeout(timer);
  }
}
