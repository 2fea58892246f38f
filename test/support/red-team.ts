import { openPromptGate } from "../../src/gate/prompt/prompt-gate.ts";
import { readRedTeam, redTeamFile } from "../../src/verbs/redteam.ts";

/** A prompt that the rules that ship block, decoded from the red-team file: never to be printed. */
export async function blockedPrompt(): Promise<string> {
  const all = await readRedTeam(redTeamFile);
  const harmful = all.filter(({ half, expect }) => half === "dev" && expect === "stop").slice(0, 20);
  const gate = await openPromptGate({ device: "cpu" });
  try {
    const verdicts = await gate.judge(harmful);
    const found = harmful.find((_, i) => verdicts[i]?.action === "block");
    if (found === undefined) throw new Error("wanted one of the first prompts blocked");
    return found.prompt;
  } finally {
    await gate.close();
  }
}
