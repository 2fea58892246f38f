import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { start } from "../test/support/cli.ts";
import { openTerminal, type Terminal } from "../test/support/terminal.ts";
import { keyed, type Shot, taken } from "./shots.ts";

interface Size {
  readonly columns: number;
  readonly rows: number;
}

const people = { cy: "steward", ann: "requester", bo: "reviewer" } as const;
type Name = keyof typeof people;

/** The gate's screens, as ann who asks and bo who reviews see them; then two models side by side. */
export async function gateShots(cwd: string, size: Size): Promise<readonly string[]> {
  const envOf = (name: Name) => ({
    HOME: join(cwd, name),
    XDG_CONFIG_HOME: join(cwd, name, "config"),
    XDG_STATE_HOME: join(cwd, "lab"),
    SLUICE_REVIEWER: name,
  });
  await makeGate(cwd, envOf);
  const terminal = (name: Name) => openTerminal(["gate", "open"], { cwd, env: envOf(name), ...size });
  const parts: string[] = [];
  const shoot = async (terminal: Terminal, shot: Shot) => void parts.push(await taken(terminal, shot));

  const ann = terminal("ann");
  // No key counts before the screen that it is for is there.
  await keyed(ann, { keys: [], shows: /you: requester/u });
  await shoot(ann, {
    title: "Gate: a request before it is sent",
    keys: ["n", "a blue heart", "enter"],
    shows: /not asked yet/u,
  });
  await keyed(ann, { keys: ["enter"], shows: /waits for another person/u });
  await shoot(ann, {
    title: "Generating: a request that waits for a person",
    keys: [],
    shows: /waits for another/u,
  });

  const bo = terminal("bo");
  await shoot(bo, { title: "Gate: the inbox, prompts masked", keys: [], shows: /r\d+ +waiting/u });
  await shoot(bo, { title: "Gate: a prompt in clear, approved", keys: ["c", "a"], shows: /granted for/u });

  await keyed(ann, { keys: ["q"], shows: /you: requester/u });
  await keyed(ann, { keys: ["r", "\t"], shows: /r\d+ +granted/u });
  // Its step changes all the time: taken as it is, not once it rests.
  await ann.press("enter");
  parts.push(
    `## Generating: a stage under way, no pixel shown\n\n${fenced(await ann.until(/step \d+ of \d+/u, 200))}`,
  );
  await shoot(ann, { title: "Generating: every step passed", keys: [], shows: /1 in quarantine/u });
  await leave(ann);

  await keyed(bo, { keys: ["r"], shows: /r\d+\.0 +/u });
  await shoot(bo, {
    title: "Review of a sealed image: before anything is opened",
    keys: ["enter"],
    shows: /sealed; space opens/u,
  });
  await shoot(bo, {
    title: "Review: opened up to grey, each rung recorded",
    keys: [" ", " ", " "],
    shows: /to rung 4/u,
  });
  await shoot(bo, {
    title: "Release: passed, and the file's name asked for",
    keys: ["p", "w"],
    shows: /release to:/u,
  });
  await shoot(bo, { title: "Release: written", keys: ["enter"], shows: /with C2PA manifest/u });
  await keyed(bo, { keys: ["q"], shows: /you: reviewer/u });
  await shoot(bo, { title: "Ledger", keys: ["\t", "\t", "j"], shows: /signed by/u });
  await leave(bo);
  return [...parts, ...(await compareShots(cwd, { ...envOf("bo") }, size))];
}

async function compareShots(cwd: string, env: NodeJS.ProcessEnv, size: Size): Promise<readonly string[]> {
  await writeFile(join(cwd, "prompts.jsonl"), '{"prompt": "a red circle"}\n{"prompt": "a blue square"}\n');
  const words = ["models", "compare", "illustrator", "tiny-cascade", "--prompts", "prompts.jsonl"];
  const terminal = openTerminal(words, { cwd, env, ...size });
  const shots: readonly Shot[] = [
    { title: "Two models, blind: both pictures behind a mosaic", keys: [], shows: /space shows both/u },
    {
      title: "Two models: both shown (colours are lost here)",
      keys: [" "],
      shows: /[▀▌▘▚▛▜▙][\s\S]*[▀▌▘▚▛▜▙]/u,
    },
    {
      title: "Two models: a vote given, the next pair behind its mosaic",
      keys: ["h"],
      shows: /1\/2 done/u,
    },
  ];
  const parts = [];
  for (const shot of shots) parts.push(await taken(terminal, shot));
  await leave(terminal);
  return parts;
}

async function leave(terminal: Terminal): Promise<void> {
  await terminal.press("Q");
  await terminal.ended;
}

async function makeGate(cwd: string, envOf: (name: Name) => NodeJS.ProcessEnv): Promise<void> {
  await mkdir(join(cwd, "lab"));
  const run = async (name: Name, ...words: readonly string[]) => {
    const { code, stdout, stderr } = await start(["gate", ...words], { cwd, env: envOf(name) }).done;
    if (code !== 0) throw new Error(`sluice gate ${words.join(" ")}: ${stderr}`);
    return stdout;
  };
  for (const name of Object.keys(people) as Name[]) {
    const line = (await run(name, "keygen")).split("\n")[0] ?? "";
    if (name === "cy") await run("cy", "init", "--as", "cy", "--origin", "lab.example/gate");
    else await run("cy", "enrol", name, "--role", people[name], "--public", line);
  }
  // Nothing stands behind the model of the tests, with which the one that ships is compared.
  await run("cy", "except", "tiny-cascade", "--reason", "to show a comparison");
}

function fenced(screen: string): string {
  return `\`\`\`text\n${screen.trimEnd()}\n\`\`\`\n`;
}
