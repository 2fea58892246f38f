import { spawn } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type Place, root, sluiceIn } from "./cli.ts";
import { type Act, acts, type Who } from "./gate-session-acts.ts";

const entry = join(root, "src/cli/sluice.cjs");

/** A command that was run, and what it printed. */
export interface Played {
  readonly who: Who;
  readonly line: string;
  readonly code: number;
  readonly printed: string;
}

/** Carries out one act in the session's folder. */
export type Perform = (folder: string, act: Act) => Promise<Played>;

/**
 * Plays the session of two people, a steward and an outsider in an empty folder: each person has their own keys, and
 * the outsider a machine that holds only what was handed over.
 * @param hear told of each heading and of each command once it ended
 * @param perform by default each line is a shell's, and each command a process of its own
 * @throws Error where a command does not do what the session says that it does
 */
export async function playSession(
  folder: string,
  hear: (told: string | Played) => void,
  perform: Perform = inShell,
): Promise<readonly Played[]> {
  mkdirSync(join(folder, "lab"), { recursive: true });
  const all: Played[] = [];
  for (const act of acts) {
    if ("heading" in act) {
      hear(act.heading);
      if (act.handOver) handOver(folder, act.handOver);
      continue;
    }
    const played = await perform(folder, act);
    if (played.code !== act.exits || !act.shows.test(played.printed))
      throw new Error(
        `${act.who}$ ${act.line}\nwanted exit ${act.exits} and ${act.shows}, got exit ${played.code}:\n${played.printed}`,
      );
    all.push(played);
    hear(played);
  }
  return all;
}

/** What leaves the lab; the outsider has nothing else. */
function handOver(folder: string, names: readonly string[]): void {
  mkdirSync(join(folder, "outside"));
  for (const name of names)
    cpSync(join(folder, "lab", name), join(folder, "outside", name), { recursive: true });
}

/** Where somebody works, and on whose machine. */
export function placeOf(folder: string, who: Who): Required<Place> {
  const outside = who === "outsider";
  const home = join(folder, "homes", who);
  return {
    cwd: join(folder, outside ? "outside" : "lab"),
    env: {
      HOME: home,
      XDG_CONFIG_HOME: join(home, "config"),
      XDG_STATE_HOME: outside ? join(home, "state") : join(folder, "lab"),
    },
  };
}

function inShell(folder: string, { who, line }: Act): Promise<Played> {
  const { cwd, env } = placeOf(folder, who);
  const child = spawn("sh", ["-c", `sluice() { "${process.execPath}" "${entry}" "$@"; }\n${line}`], {
    cwd,
    env: { PATH: process.env["PATH"], LANG: "C.UTF-8", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  return new Promise((resolve) =>
    child.on("close", (code) => resolve({ who, line, code: code ?? -1, printed: plain(printed, folder) })),
  );
}

/** In this process, where the line is one command and asks no more of a shell than quotes; else as {@link inShell}. */
export async function inProcess(folder: string, act: Act): Promise<Played> {
  const [first, ...words] = act.line.match(/'[^']*'|[^\s']+/gu) ?? [];
  if (first !== "sluice" || /[|;<>&$]/u.test(act.line)) return inShell(folder, act);
  const plainWords = words.map((word) => word.replaceAll("'", ""));
  const { code, stdout, stderr } = await sluiceIn(placeOf(folder, act.who), ...plainWords);
  return { who: act.who, line: act.line, code: code ?? -1, printed: plain(stdout + stderr, folder) };
}

/** Without colours, and with the session's folder as `/srv`. */
function plain(printed: string, folder: string): string {
  return stripVTControlCharacters(printed).replaceAll(folder, "/srv").trimEnd();
}
