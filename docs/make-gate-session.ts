/**
 * Plays a session of two people, a steward and an outsider at a gate, each command a process of its own, shows it, and
 * writes it with what was printed to `docs/gate-session.md`:
 *
 *     npm run story:gate
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Played, playSession } from "../test/support/gate-session.ts";

const folder = await mkdtemp(join(tmpdir(), "sluice-story-"));
const parts: string[] = [];
let open = false;

/** Blocks whose colours are lost in a text. */
const BLOCKS = /(?:^[▀▌▘▚▛▜▙ ]+\n)+/gmu;

function commandText({ who, line, code, printed }: Played): string {
  const shown = `${printed}\n`.replace(BLOCKS, "▀▀▀ … the picture, in blocks of grey\n").trimEnd();
  return [
    `${who}$ ${line}`,
    ...(shown === "" ? [] : [shown]),
    ...(code === 0 ? [] : [`(exit ${code})`]),
  ].join("\n");
}

function write(text: string): void {
  parts.push(text);
  process.stdout.write(text);
}

try {
  await playSession(folder, (told) => {
    if (typeof told !== "string") return write(`${commandText(told)}\n\n`);
    if (open) write("```\n\n");
    open = true;
    write(`## ${told}\n\`\`\`text\n`);
  });
  const body = `${parts.join("")}\`\`\`\n`.replace(/\n\n```/gu, "\n```");
  const head = `# A session at the gate

Written by \`npm run story:gate\`, which runs these commands, each as a process of its own: ann asks, bo reviews, cy is the steward, and the outsider has another machine. The picture that is blocked was made by the model that ships, and is one that it learnt by heart: it lies within two of 64 bits of a training picture's hash. \`test/stories/gate-session.test.ts\` plays the same session.

`;
  await writeFile(join(import.meta.dirname, "gate-session.md"), head + body);
} finally {
  await rm(folder, { recursive: true, force: true });
}
