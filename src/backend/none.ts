/** Somebody else adds the backend, such as Terragrunt or Spacelift: where the state is, is not known here. */
export interface NoBackend {
  readonly kind: "none";
}
