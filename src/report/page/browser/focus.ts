import { at } from "./dom";

/** What tells an element that is made anew from its neighbours. */
const KEYS = ["href", "data-item", "data-part"] as const;

/** Does `change`; where that makes anew what has the focus, its like has it then, or else the picture. */
export function keepingFocus(change: () => void): void {
  const before = document.activeElement;
  const key = KEYS.find((name) => before?.hasAttribute(name));
  const value = key && before?.getAttribute(key);
  change();
  if (!before || before === document.body || document.contains(before)) return;
  const like = key && document.querySelector<HTMLElement>(`[${key}="${CSS.escape(value ?? "")}"]`);
  (like || at("picture")).focus({ preventScroll: true });
}
