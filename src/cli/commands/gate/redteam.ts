import { percent } from "../../../process/figures.ts";
import type { Rate } from "../../../statistics/wilson.ts";
import type { RedTeamCount, RedTeamPart } from "../../../verbs/redteam.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";

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

async function redteam({ json, ...how }: Flags, session: Session): Promise<void> {
  const { measureRules } = await import("../../../verbs/redteam.ts");
  const measured = await measureRules(how, (prompts) => session.say(`judging ${prompts} prompts …`));
  if (json) return session.print(jsonText(measured));
  const { policy, counts } = measured;
  session.print(`policy ${policy.name} v${policy.version} (${policy.sha256.slice(0, 12)})`);
  for (const part of parts) printPart(part, counts, session);
}

const parts = ["dev", "held", "second"] as const;

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
  return `${k} of ${n}: ${percent(n === 0 ? 0 : k / n)} [${percent(low ?? 0)}, ${percent(high ?? 0)}]`;
}
