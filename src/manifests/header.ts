/** How each file begins, by which what was written is told from what users put beside it. */
export const MANIFEST_HEADER = "# Written by eks-cross-account: docs/kubernetes.md. Synthesis writes it anew.";
