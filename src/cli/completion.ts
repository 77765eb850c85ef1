import type { Command, Option } from "commander";

export const SHELLS = ["bash", "zsh"] as const;
export type Shell = (typeof SHELLS)[number];

/** What completes one command: `name` is "" for the program itself. */
interface Words {
  readonly name: string;
  /** Options, and for the program its commands. */
  readonly words: readonly string[];
  /** The values of each option that has a list of them. */
  readonly choices: readonly { readonly option: string; readonly values: readonly string[] }[];
}

const HELP = "--help";

const wordsOf = (command: Command, name: string, more: readonly string[]): Words => {
  const options = command.options.filter((option: Option) => !option.hidden);
  return {
    name,
    words: [...more, ...options.flatMap(({ long }) => long ?? []), HELP],
    choices: options.flatMap(({ long, argChoices }) =>
      long && argChoices ? [{ option: long, values: argChoices }] : [],
    ),
  };
};

/** The choices of a command's first argument, where it has some. */
const argumentsOf = (command: Command): readonly string[] => command.registeredArguments[0]?.argChoices ?? [];

/**
 * A script that completes commands, options and their values in a shell, made of the commands themselves; everything else
 * is completed as a file.
 * @see https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html
 * @see https://zsh.sourceforge.io/Doc/Release/Completion-System.html
 */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program.commands.map((command) => command.name());
  const all = [
    wordsOf(program, "", [...commands, "help"]),
    ...program.commands.map((command) => wordsOf(command, command.name(), argumentsOf(command))),
  ];
  return (shell === "bash" ? bash : zsh)(program.name(), commands, all);
}

const functionOf = (name: string): string => `_${name.replaceAll("-", "_")}`;

/** One case for each option with choices, and one for each command, of `"$command $previous"` and `"$command"`. */
const cases = (all: readonly Words[], indent: string): string =>
  [
    ...all.flatMap(({ name, choices }) =>
      choices.map(({ option, values }) => `"${name} ${option}") candidates="${values.join(" ")}" ;;`),
    ),
    ...all.map(({ name, words }) => `"${name} "*) candidates="${words.join(" ")}" ;;`),
  ]
    .map((line) => `${indent}${line}`)
    .join("\n");

const bash = (
  name: string,
  commands: readonly string[],
  all: readonly Words[],
): string => `# bash completion of ${name}: add to ~/.bashrc
#   eval "$(${name} completion bash)"
${functionOf(name)}() {
  local word command="" candidates="" current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      ${commands.join(" | ")}) command="$word"; break ;;
    esac
  done
  case "$command $previous" in
${cases(all, "    ")}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F ${functionOf(name)} ${name}
`;

const zsh = (name: string, commands: readonly string[], all: readonly Words[]): string => `#compdef ${name}
# zsh completion of ${name}: add to ~/.zshrc, after compinit
#   eval "$(${name} completion zsh)"
${functionOf(name)}() {
  local word command="" candidates="" previous="\${words[CURRENT-1]}"
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$word" in
      ${commands.join(" | ")}) command="$word"; break ;;
    esac
  done
  case "$command $previous" in
${cases(all, "    ")}
  esac
  compadd -- \${=candidates}
  _files
}
compdef ${functionOf(name)} ${name}
`;
