import type { Rule } from "../rule";

/** What holds of a configuration file and of the form of its document. */
export const FORM = [
  {
    id: "file-missing",
    level: "error",
    expected: "a configuration file, or a folder of them",
    fix: "Name it with --config, set EKS_CROSS_ACCOUNT_CONFIG, run where an eks-cross-account.yaml lies, or write one: `eks-cross-account init`.",
  },
  {
    id: "file-unreadable",
    level: "error",
    expected: "a file that can be read",
    fix: "Name a file, and let the user who runs this read it.",
  },
  {
    id: "file-encoding",
    level: "error",
    expected: "text in UTF-8",
    fix: "Save it as UTF-8 in the editor, or convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW.",
  },
  {
    id: "folder-empty",
    level: "error",
    expected: "files that end in .yaml or .yml",
    fix: "Put the configuration's files into the folder itself: its subfolders are not read.",
  },
  {
    id: "folder-below",
    level: "warning",
    expected: "the files of the configuration in its folder itself",
    fix: "Move the files up if they are part of the configuration, else out of the folder.",
  },
  {
    id: "file-empty",
    level: "error",
    expected: "accounts, clusters, resources and workloads",
    fix: "Write a first one: `eks-cross-account init`.",
  },
  {
    id: "yaml-syntax",
    level: "error",
    expected: "a YAML 1.2 document",
    fix: "Correct the YAML here, often the indentation of this line or of the one before; what follows in the file could not be read.",
    page: "https://yaml.org/spec/1.2.2/",
  },
  {
    id: "duplicate-key",
    level: "error",
    expected: "each key once in its map",
    fix: "Remove or rename one of the two.",
    page: "https://yaml.org/spec/1.2.2/#3213-node-comparison",
  },
  {
    id: "in-two-files",
    level: "error",
    expected: "each entry, and each key of defaults, in one file of the folder",
    fix: "Remove or rename one of the two; the parts of an entry stand together.",
  },
  {
    id: "unknown-key",
    level: "error",
    expected: "a key of this place",
    fix: "Remove it; `eks-cross-account schema` prints all keys.",
  },
  { id: "missing-key", level: "error", expected: "a value", fix: "Add the key; it has no default." },
  {
    id: "wrong-type",
    level: "error",
    expected: "a value of another type",
    fix: "Write a value of the type that was expected; docs/configuration.md has an example of each key.",
  },
  { id: "wrong-value", level: "error", expected: "one of the values allowed here", fix: "Write one of them." },
  { id: "too-few", level: "error", expected: "at least one entry", fix: "Add an entry." },
  {
    id: "exactly-one",
    level: "error",
    expected: "exactly one of the alternatives",
    fix: "Keep the intended one, or add it where there is none.",
  },
] as const satisfies readonly Rule[];
