import { modelIds } from "../../../models/index.ts";
import { type ElsewhereClaim, elsewhereClaim } from "../../gate/elsewhere.ts";
import { GateRefusal, refusalBy } from "../../gate/gate.ts";
import { openOutputGate } from "../../gate/output/output-filter.ts";
import { ownHashes } from "../../gate/output/own-hashes.ts";
import { openTextReader } from "../../gate/output/text-reader.ts";
import { recipientsOf } from "../../gate/roster/recipients.ts";
import { CliError, oneLine, Refused } from "../../process/errors.ts";
import { shellWord } from "../../process/shell-word.ts";
import { openFilters } from "../../verbs/ask.ts";
import { type GateSession, inside, ledgerTime } from "../../verbs/opened.ts";
import { type Asker, askFor } from "./asked.ts";
import { type TakenPicture, takePicture } from "./picture.ts";
import { type ElsewhereRow, type ListedRow, readRows } from "./rows.ts";
import { type Intake, takeIn } from "./take-in.ts";

/** What became of one line of the list. */
export interface SubmittedRow {
  readonly line: number;
  /** As the line has it; null where it has none. */
  readonly file: string | null;
  /**
   * `sealed` waits for a reviewer; `blocked` and `fault` by the output filters; `prompt-blocked` by the prompt's;
   * `waiting` for approval; `denied`; `refused` by the gate; `known`: taken in before; `bad`: no such picture.
   */
  readonly state:
    | "sealed"
    | "blocked"
    | "fault"
    | "prompt-blocked"
    | "waiting"
    | "denied"
    | "refused"
    | "known"
    | "bad";
  readonly request: string | null;
  readonly image: string | null;
  /** Rules that stopped the picture. */
  readonly rules: readonly string[];
  /** Why, in plain words. */
  readonly why: readonly string[];
}

/** What a submission may use of the world, and whom it tells. */
export interface SubmitFace {
  readonly signal: AbortSignal;
  onRow(row: SubmittedRow, all: number): void;
}

/**
 * Hands in pictures that were made elsewhere: each prompt is asked for, and each picture whose request is granted is
 * judged, sealed and recorded as made elsewhere. The same call goes on where it was broken off, or after approvals.
 * @param path JSON lines of prompt, seed, model and file, or the folder that holds them
 * @throws CliError: exit code 2 for a list that is none, 3 where nobody could look at what is sealed
 * @throws the signal's reason once it is aborted
 */
export async function submit(
  session: GateSession,
  path: string,
  { device }: { readonly device: string },
  { signal, onRow }: SubmitFace,
): Promise<{ readonly rows: readonly SubmittedRow[]; readonly notChecked: readonly string[] }> {
  const { gate, keys, now } = session[inside];
  const listed = await readRows(path);
  if (recipientsOf(gate.state).length === 0)
    throw new GateRefusal(
      "submit",
      refusalBy({
        rule: "nobody-could-look",
        reason: "no reviewer or auditor has an age recipient, so that nobody could open what is sealed",
      }),
    );
  const prompts = await openFilters(session, device);
  try {
    const textReader = await openTextReader(device);
    const output = await openOutputGate({
      device,
      promptGate: prompts,
      hashes: await ownHashes(),
      textReader,
    });
    try {
      const asker = { gate, key: keys.signing, me: session.me.id, prompts, taken: new Set<string>() };
      const intake = { gate, key: keys.signing, prompts, output, now };
      const rows: SubmittedRow[] = [];
      for (const one of listed) {
        signal.throwIfAborted();
        const at = ledgerTime(session[inside]);
        const row = await submitRow(one, { ...asker, at }, intake);
        rows.push(row);
        onRow(row, listed.length);
      }
      return { rows, notChecked: output.notChecked };
    } finally {
      await output.close();
    }
  } finally {
    await prompts.close();
  }
}

async function submitRow(
  { line, row, problem }: ListedRow,
  asker: Asker,
  intake: Intake,
): Promise<SubmittedRow> {
  const told = { line, file: row?.file ?? null, request: null, image: null, rules: [], why: [] };
  if (row === null) return { ...told, state: "bad", why: [problem ?? "is no picture"] };
  let picture: TakenPicture;
  try {
    picture = await takePicture(row.path);
  } catch (cause) {
    if (!(cause instanceof CliError)) throw cause;
    return { ...told, state: "bad", why: [reasonIn(cause)] };
  }
  const known = knownImage(asker, row, picture);
  if (known !== null) return { ...told, state: "known", request: known.split(".")[0] ?? null, image: known };
  const claim = elsewhereClaim(row.model);
  const exception = standing(asker, claim);
  if (typeof exception === "string") return { ...told, state: "refused", why: [exception] };
  const asked = await askFor(asker, row, claim);
  const { request, lines: why } = asked;
  if (asked.state === "blocked") return { ...told, state: "prompt-blocked", why };
  if (request === null) return { ...told, state: "refused", why };
  if (asked.state !== "granted")
    return { ...told, state: asked.state === "denied" ? "denied" : "waiting", request, why };
  const { id: model, manifest } = claim;
  try {
    const { image, verdict, rules } = await takeIn(intake, {
      row,
      picture,
      request,
      model,
      manifest,
      exception,
    });
    const state = verdict === "pass" ? "sealed" : verdict === "block" ? "blocked" : "fault";
    return { ...told, state, request, image, rules };
  } catch (cause) {
    if (!(cause instanceof GateRefusal)) throw cause;
    return { ...told, state: "refused", request, why: [cause.message] };
  }
}

function reasonIn(cause: CliError): string {
  return cause instanceof Refused ? (cause.reasons[0]?.reason ?? oneLine(cause)) : oneLine(cause);
}

/** The image that this very file was taken in as, for the same prompt, by the same person. */
function knownImage({ gate, me, taken }: Asker, row: ElsewhereRow, { file }: TakenPicture): string | null {
  for (const { event, actor } of gate.entries) {
    if (event.type !== "submitted" || actor !== me || event.file !== file.sha256) continue;
    const asked = gate.state.requests.get(event.request)?.asked;
    const image = `${event.request}.0`;
    if (event.stated !== row.model || asked?.prompt.value !== row.prompt || asked.seed !== row.seed) continue;
    if ((asked.negative?.value ?? null) !== row.negative || !gate.state.images.has(image)) continue;
    taken.add(event.request);
    return image;
  }
  return null;
}

/** Number of the exception that a model stands by, or why it has none. */
function standing({ gate, at }: Asker, { id, manifest, stated }: ElsewhereClaim): number | string {
  if (modelIds.some((own) => own === stated.toLowerCase()))
    return `"${stated}" is a model of this installation, and what it makes comes by sluice generate alone`;
  const found = gate.state.exceptions.get(id);
  if (found?.manifest === manifest && at < Date.parse(found.expires)) return found.seq;
  return `no exception stands behind "${stated}"; a steward may make one: sluice gate except ${shellWord(`elsewhere:${stated}`)} --reason …`;
}
