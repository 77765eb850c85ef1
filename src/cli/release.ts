/** Where this project is published: OWNER/NAME on GitHub. */
export const REPOSITORY = "eks-cross-account/eks-cross-account";

/** The package of a version, as an npm client installs it. */
export const packageUrl = (version: string): string =>
  `https://github.com/${REPOSITORY}/releases/download/v${version}/eks-cross-account-${version}.tgz`;
