import type { Ask, Go, Intent, Say, Typed } from "../../screens/kit/intents.ts";
import type { Binding } from "../../screens/kit/keys.ts";
import type { Interface } from "./interface.ts";

/**
 * A screen's table of keys as the frame runs it.
 * @param perform does the screen's own intents; those that every screen has are done here
 */
export function bound<Own extends { readonly type: string }>(
  bindings: NoInfer<readonly Binding<Intent<Own>>[]>,
  app: Interface,
  perform: (own: Own) => void,
): readonly Binding<() => void>[] {
  const meant = (intent: Intent<Own>): void => {
    if (isAsk<Extract<Own, Typed>>(intent)) askFor(intent, app, perform);
    else if (isShared(intent)) performShared(intent, app);
    else perform(intent as Own);
  };
  return bindings.map((binding) => ({ ...binding, action: () => meant(binding.action) }));
}

/** Goes or tells, as every screen can. */
export function performShared(intent: Go | Say, app: Interface): void {
  if (intent.type === "go") app.go(intent.route);
  else app.say(intent.text, intent.kind);
}

function askFor<Own, Answer extends Own & Typed>(
  { label, typed, live = false, secret = false, words }: Ask<Answer>,
  app: Interface,
  perform: (own: Own) => void,
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
