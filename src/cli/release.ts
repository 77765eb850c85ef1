import { repository } from "../../package.json";

/** Where this project is published; its name is in package.json alone. */
export const HOME = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");

/** The package of a version, as an npm client installs it. */
export const packageUrl = (version: string): string =>
  `${HOME}/releases/download/v${version}/eks-cross-account-${version}.tgz`;
