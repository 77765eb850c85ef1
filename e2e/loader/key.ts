/** The key of a resource among those of all stacks. */
export const keyOf = ({ stack, address }: { stack: string; address: string }): string => `${stack}/${address}`;
