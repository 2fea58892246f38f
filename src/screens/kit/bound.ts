import type { Route } from "../route.ts";
import type { Ask, Go, Intent, Say, Typed } from "./intents.ts";
import type { Binding } from "./keys.ts";

/** A question that is answered by a line of text. */
export interface Question {
  readonly label: string;
  readonly initial?: string;
  /** Typed unseen. */
  readonly secret?: boolean;
  /** Words that Tab completes. */
  readonly words?: readonly string[];
  /** Called at each change, for filters that act as you type. */
  readonly onChange?: (text: string) => void;
  /** @returns where that shows only later, a promise of whether the answer stood: one that did not is asked for again, with its text */
  readonly onSubmit: (text: string) => unknown;
  readonly onCancel?: () => void;
}

/** What every face does for its screens. */
export interface Shared {
  go(route: Route): void;
  /** One line above the key bar, until the next key. */
  say(text: string, kind?: "info" | "warning"): void;
  ask(question: Question): void;
}

/**
 * A screen's table of keys as a face runs it.
 * @param perform does the screen's own intents; those that every screen has are done here. What it returns of one that a
 * line of text completes is what its {@link Question.onSubmit} returns
 */
export function bound<Own extends { readonly type: string }>(
  bindings: NoInfer<readonly Binding<Intent<Own>>[]>,
  app: Shared,
  perform: (own: Own) => unknown,
): readonly Binding<() => void>[] {
  const meant = (intent: Intent<Own>): void => {
    if (isAsk<Extract<Own, Typed>>(intent)) askFor(intent, app, perform);
    else if (isShared(intent)) performShared(intent, app);
    else perform(intent as Own);
  };
  return bindings.map((binding) => ({ ...binding, action: () => meant(binding.action) }));
}

/** Goes or tells, as every screen can. */
export function performShared(intent: Go | Say, app: Shared): void {
  if (intent.type === "go") app.go(intent.route);
  else app.say(intent.text, intent.kind);
}

function askFor<Own, Answer extends Own & Typed>(
  { label, typed, live = false, secret = false, words }: Ask<Answer>,
  app: Shared,
  perform: (own: Own) => unknown,
): void {
  const meant = (text: string) => perform({ ...typed, text });
  app.ask({
    label,
    initial: typed.text,
    secret,
    ...(words && { words }),
    onSubmit: meant,
    ...(live ? { onChange: meant, onCancel: () => meant(typed.text) } : {}),
  });
}

function isAsk<Answer extends Typed>(intent: { readonly type: string }): intent is Ask<Answer> {
  return intent.type === "ask";
}

function isShared(intent: { readonly type: string }): intent is Go | Say {
  return intent.type === "go" || intent.type === "say";
}
