import { basename } from "node:path";
import { type ReactNode, useReducer } from "react";
import { atGate, atGateKeys } from "../../screens/gate/at-gate.ts";
import { bound } from "../../screens/kit/bound.ts";
import type { GateSession } from "../../verbs/opened.ts";
import { useInterface } from "../kit/interface.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";

/** Opens the gate; where the key is locked, its passphrase is asked for, unseen. */
export function useGate(): () => Promise<GateSession> {
  const { settings, ask } = useInterface();
  return () =>
    settings.gate.open(
      (path) =>
        new Promise((resolve) =>
          ask({
            label: `passphrase of ${basename(path)}:`,
            secret: true,
            onSubmit: resolve,
            onCancel: () => resolve(null),
          }),
        ),
    );
}

/** A screen at the gate. What cannot be opened may be tried again: a passphrase is easily mistyped. */
export function AtGate({
  about,
  meanwhile,
  children,
}: {
  /** What it is opened for: another one opens anew. */
  readonly about: string;
  readonly meanwhile: string;
  readonly children: (session: GateSession) => ReactNode;
}) {
  const app = useInterface();
  const open = useGate();
  const [tries, dispatch] = useReducer(atGate, 0);
  const loaded = useLoaded(open, `${about} ${tries}`);
  return (
    <Opened loaded={loaded} meanwhile={meanwhile} ways={bound(atGateKeys, app, dispatch)}>
      {children}
    </Opened>
  );
}
