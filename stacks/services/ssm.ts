/** Parameters exist: nothing is made of them. */
export const SSM = { resource(): void {} };
