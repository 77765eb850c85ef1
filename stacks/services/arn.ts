/** What an ARN names exists: nothing is made of it. */
export const ARN = { resource(): void {} };
