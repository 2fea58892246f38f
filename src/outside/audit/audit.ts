import type { Cascade } from "../../../models/index.ts";
import { openCascade } from "../../actions/models/cascade.ts";
import { GateRefusal, refusalBy } from "../../gate/gate.ts";
import { claimsIn } from "../../gate/model-claims.ts";
import type { DrawingState } from "../../gate/state/state.ts";
import type { Person } from "../../ledger/event.ts";
import { CliError } from "../../process/errors.ts";
import type { RunEvent } from "../../process/events.ts";
import { readLimited } from "../../process/read-limited.ts";
import { openDrawing } from "../../verbs/drawing.ts";
import { type GateSession, inside } from "../../verbs/opened.ts";
import { refuseNowhere } from "../../verbs/publish.ts";
import { type Answer, answerDigest } from "./answer.ts";
import { answerOf } from "./answer-of.ts";
import { deliver, keepAnswer, keptAnswer } from "./deliver.ts";
import { MOST_BYTES, openQuestion, questionDigest, type SignedQuestion } from "./question.ts";

/** How a question is answered. */
export interface AuditWish {
  /** File of the sealed question. */
  readonly question: string;
  /** Where the sealed answer goes. */
  readonly out: string;
  /** The model's folder, where the question names a model that is none of the installation's. */
  readonly model?: string | undefined;
  readonly device: string;
}

/** What an audit may use of the world, and whom it tells. */
export interface AuditFace {
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  /** Number of the ledger's entry, before any picture is made; whether an audit that was broken off goes on. */
  onRecorded(entry: number, goesOn: boolean): void;
}

/** What its steward is told; the answer itself is for who asked. */
export interface Audited {
  readonly out: string;
  /** Pseudonym of who asked. */
  readonly by: string;
  readonly entries: { readonly started: number; readonly ended: number };
  readonly prompts: { readonly judged: number; readonly blocked: number; readonly held: number };
  readonly pictures: { readonly drawn: number; readonly withheld: number };
}

/**
 * Answers an outsider's sealed question: prompts are judged, what passes is drawn, judged by the output filters and
 * dropped. No picture is written or shown. A question is answered once; broken off, the same call begins it anew under
 * its entry, and one that was answered already is delivered again.
 * @throws CliError: exit code 2 for a file that is no question for this gate, 3 where signature, quota or rules say no
 */
export async function audit(session: GateSession, wish: AuditWish, face: AuditFace): Promise<Audited> {
  const { gate, keys } = session[inside];
  refuseNowhere(wish.out);
  const sealed = await readLimited(wish.question, MOST_BYTES, "question");
  const signed = await openQuestion(sealed, keys.identity, wish.question);
  const asker = askerOf(session, signed);
  const before = [...gate.state.drawings.values()].find(
    ({ started }) => started.asked?.question === questionDigest(signed.question),
  );
  const answer =
    before?.ended == null
      ? await drawnAnswer(session, wish, { signed, asker, before }, face)
      : await keptAnswer(session, before);
  const entries = await deliver(session, answer, asker, wish.out);
  const told = (verdict: string) => answer.prompts.filter((one) => one.verdict === verdict).length;
  const pictures = answer.prompts.flatMap((one) => one.pictures);
  return {
    ...{ out: wish.out, by: asker.id, entries },
    prompts: { judged: answer.prompts.length, blocked: told("blocked"), held: told("held") },
    pictures: {
      drawn: pictures.length,
      withheld: pictures.filter(({ verdict }) => verdict !== "passes").length,
    },
  };
}

/** Who signed it, by the roster. @throws GateRefusal (exit code 3) */
function askerOf({ [inside]: { gate } }: GateSession, { question, key }: SignedQuestion): Person {
  const refuse = (rule: string, reason: string): never => {
    throw new GateRefusal("answer a question", refusalBy({ rule, reason }));
  };
  const { origin, people, keys } = gate.state;
  if (question.origin !== origin)
    return refuse("question-of-another-gate", `it is for the gate "${question.origin}"`);
  const person = people.get(keys.get(key)?.person ?? "");
  return person ?? refuse("nobodys-question", `key ${key} is nobody's in this gate; a steward enrols it`);
}

interface Asking {
  readonly signed: SignedQuestion;
  readonly asker: Person;
  readonly before: DrawingState | undefined;
}

async function drawnAnswer(
  session: GateSession,
  { model, device }: AuditWish,
  { signed, asker, before }: Asking,
  { emit, signal, onRecorded }: AuditFace,
): Promise<Answer> {
  const { gate, now } = session[inside];
  const { question, key, signature } = signed;
  const { prompts, images } = question;
  const { cascade, named } = await cascadeOf(question.model, model);
  const drawing = await openDrawing(session, {
    ...{ purpose: "audit", models: [{ cascade, named }], prompts, n: images, device },
    asked: {
      ...{ by: asker.id, key, question: questionDigest(question) },
      ...{ prompts: prompts.length, images, signature },
    },
    resume: before === undefined ? undefined : gate.entries[before.seq],
  });
  try {
    onRecorded(drawing.entry, before !== undefined);
    const answer = await answerOf(gate, drawing, question, { device, context: { now, emit, signal } });
    await keepAnswer(session, answer, asker);
    await drawing.close(answerDigest(answer));
    return answer;
  } finally {
    await drawing.abandon();
  }
}

/** The model that a question names: by its id, or in a folder that goes by this name. */
async function cascadeOf(
  id: string,
  folder: string | undefined,
): Promise<{ cascade: Cascade; named: string }> {
  const named = folder ?? id;
  const cascade = await openCascade(named);
  if (claimsIn(cascade, named).id === id) return { cascade, named };
  throw new CliError(`Cannot answer a question about ${id} with "${named}": it is another model`, {
    exitCode: 2,
  });
}
