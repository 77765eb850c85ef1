/** A profile of the AWS CLI: its names only. */
export interface AwsProfile {
  readonly name: string;
  /** 12 digits; undefined where the profile does not name its account. */
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/**
 * The profiles in the text of an AWS configuration file, in its order. An account is that of the profile's sign-in, or of
 * the role that it assumes. Lines of another form, and all other settings, are passed over.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
 */
export function awsProfiles(text: string): readonly AwsProfile[] {
  const profiles: { name: string; settings: Map<string, string> }[] = [];
  let settings: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, section] = /^\[\s*([^\]]+?)\s*\]/.exec(line) ?? [];
    const [, key = "", value = ""] = /^(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section !== undefined) {
      const [, name = section === "default" ? section : undefined] = /^profile\s+"?(.+?)"?$/.exec(section) ?? [];
      settings = name === undefined ? undefined : new Map();
      if (settings && name !== undefined) profiles.push({ name, settings });
    } else if (key !== "") settings?.set(key, value);
  }
  return profiles.map((profile) => ({
    name: profile.name,
    account: accountOf(profile.settings),
    region: profile.settings.get("region") || undefined,
  }));
}

function accountOf(settings: ReadonlyMap<string, string>): string | undefined {
  const [, assumed] = /^arn:aws[a-z-]*:iam::([0-9]{12}):role\//.exec(settings.get("role_arn") ?? "") ?? [];
  const signedIn = settings.get("sso_account_id") ?? "";
  return assumed ?? (/^[0-9]{12}$/.test(signedIn) ? signedIn : undefined);
}
