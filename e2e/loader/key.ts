/** The key of a resource, unique across stacks. */
export const keyOf = ({ stack, address }: { stack: string; address: string }): string => `${stack}/${address}`;
