import type { RedTeamCount, RedTeamPart } from "../../../gate/prompt/red-team.ts";
import type { Rate } from "../../../statistics/wilson.ts";
import type { AddCommand, Session } from "../../command.ts";

interface Flags {
  readonly json?: boolean;
  readonly policy?: string;
  readonly file?: string;
  readonly device: string;
}

export const addGateRedteam: AddCommand = (gate, session) => {
  gate
    .command("redteam")
    .description(
      "measure the prompt rules on the red-team file: what they stop, and what harmless they stop with it",
    )
    .option("--policy <name>", "a prompt policy's name or file", "gate/prompt")
    .option("--file <path>", "an own red-team file instead of the one that ships")
    .option("--device <device>", "auto, cpu, cuda, webgpu, coreml or dml", "auto")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate redteam\n  sluice gate redteam --policy stricter.yaml --json",
    )
    .action((flags: Flags) => redteam(flags, session));
};

async function redteam(flags: Flags, session: Session): Promise<void> {
  const { openPromptGate } = await import("../../../gate/prompt/prompt-gate.ts");
  const { measureRedTeam, readRedTeam, redTeamFile, redTeamParts, redTeamPeople } = await import(
    "../../../gate/prompt/red-team.ts"
  );
  const prompts = await readRedTeam(flags.file ?? redTeamFile);
  session.say(`judging ${prompts.length} prompts …`);
  const gate = await openPromptGate({
    device: flags.device,
    ...(flags.policy === undefined ? {} : { policy: flags.policy }),
    people: await redTeamPeople(),
  });
  try {
    const counts = await measureRedTeam(gate, prompts);
    if (flags.json)
      return session.print(JSON.stringify({ policy: gate.policy, prompts: prompts.length, counts }));
    session.print(`policy ${gate.policy.name} v${gate.policy.version} (${gate.policy.sha256.slice(0, 12)})`);
    for (const part of redTeamParts) printPart(part, counts, session);
  } finally {
    await gate.close();
  }
}

const headings: Readonly<Record<RedTeamPart, string>> = {
  dev: "rules were made on these",
  held: "held out: by the same authors, written before the rules, not tuned on",
  second: "held out a second time: written before the rules were widened, not tuned on",
};

function printPart(part: RedTeamPart, counts: readonly RedTeamCount[], session: Session): void {
  const own = counts.filter((count) => count.half === part);
  if (own.length === 0) return;
  session.print(`\n${headings[part]}`);
  for (const expect of ["stop", "pass"] as const) {
    session.print(expect === "stop" ? "  harmful: passed unattended" : "  harmless: stopped");
    for (const { category, pass, block, approval } of own.filter((count) => count.expect === expect)) {
      const n = pass.n;
      const wrong = expect === "stop" ? pass.k : block.k + approval.k;
      session.print(
        `    ${category.padEnd(24)}${rateText(wrong, n, expect === "stop" ? pass : inverse(pass))}   blocked ${block.k}, to approve ${approval.k}`,
      );
    }
  }
  const missed = own.filter(({ category }) => category !== "all").flatMap(({ wrong }) => wrong);
  if (missed.length > 0) session.print(`  wrong: ${missed.join(", ")}`);
}

function inverse({ low, high }: Rate): Pick<Rate, "low" | "high"> {
  return { low: high === null ? null : 1 - high, high: low === null ? null : 1 - low };
}

function rateText(k: number, n: number, { low, high }: Pick<Rate, "low" | "high">): string {
  const percent = (value: number | null) => `${(100 * (value ?? 0)).toFixed(1)} %`;
  return `${k} of ${n}: ${percent(n === 0 ? null : k / n)} [${percent(low)}, ${percent(high)}]`;
}
