import { basename } from "node:path";
import { type ReactNode, useState } from "react";
import type { GateSession } from "../../actions/gate/opened.ts";
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
  const open = useGate();
  const [tries, setTries] = useState(0);
  const loaded = useLoaded(open, `${about} ${tries}`);
  const again = { keys: ["enter"], help: "try again", bar: "again", action: () => setTries(tries + 1) };
  return (
    <Opened loaded={loaded} meanwhile={meanwhile} ways={[again]}>
      {children}
    </Opened>
  );
}
