import { keyLabel } from "../kit/keys.ts";

/** What is said of a key that was typed before what it acts on was drawn. @param others keys typed as blindly after it */
export function droppedText(name: string, about: string, others: number): string {
  const more = others === 0 ? "" : `, with ${others} more`;
  return `${keyLabel(name)} was typed before its ${about} was drawn: dropped${more}`;
}
