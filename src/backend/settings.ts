/** Settings of Terraform, as its JSON has them. Texts are literal: whoever writes them escapes `${`. */
export interface Settings {
  readonly [name: string]: Setting;
}
export type Setting = string | number | boolean | readonly Setting[] | Settings;

/** What a stack reads of another one's state: the arguments of a `terraform_remote_state`. */
export interface RemoteState {
  readonly backend: string;
  readonly config: Settings;
}
