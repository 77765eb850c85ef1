import type { Problem } from "../rules";

/** A list of the problem, empty unless `broken`. */
export const problemIf = (broken: boolean, problem: Problem): readonly Problem[] => (broken ? [problem] : []);
