import { Box, Text } from "ink";
import { type ReactNode, useEffect, useState } from "react";
import { oneLine } from "../../process/errors.ts";
import { theKey } from "../../screens/kit/hints.ts";
import type { Binding } from "../../screens/kit/keys.ts";
import { Hint } from "./hint.tsx";
import { useFace } from "./interface.ts";

/** A value on its way: not here yet, here, or why it will not come. */
export type Loaded<T> =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly reason: string };

/** Loads once per `key`; what arrives after the screen moved on is dropped. */
export function useLoaded<T>(load: () => Promise<T>, key: string): Loaded<T> {
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly value: Loaded<T> }>({
    key: "",
    value: { state: "loading" },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` names everything that `load` depends on
  useEffect(() => {
    let current = true;
    const set = (value: Loaded<T>) => current && setLoaded({ key, value });
    load().then(
      (value) => set({ state: "ready", value }),
      (error: unknown) => set({ state: "failed", reason: oneLine(error) }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return loaded.key === key ? loaded.value : { state: "loading" };
}

/** A screen over something that must be loaded: what stands there meanwhile, and what where it fails. */
export function Opened<T>({
  loaded,
  meanwhile,
  ways = [],
  children,
}: {
  readonly loaded: Loaded<T>;
  readonly meanwhile: string;
  /** Ways on from a failure, besides going back. */
  readonly ways?: readonly Binding<() => void>[];
  readonly children: (value: T) => ReactNode;
}) {
  if (loaded.state === "ready") return children(loaded.value);
  if (loaded.state === "failed") return <Failure reason={loaded.reason} ways={ways} />;
  return <Waiting text={meanwhile} />;
}

function Waiting({ text }: { readonly text: string }) {
  useFace({ status: "", command: "sluice", bindings: [], waiting: true });
  return <Text dimColor>{text}</Text>;
}

/** What failed, and the ways on as keys. */
function Failure({
  reason,
  ways,
}: {
  readonly reason: string;
  readonly ways: readonly Binding<() => void>[];
}) {
  useFace({ status: "cannot open", command: "sluice --help", bindings: ways });
  return (
    <Box flexDirection="column">
      <Text color="red">{reason}</Text>
      {ways.map(({ keys, help }) => (
        <Text key={help}>
          <Text bold color="cyan">
            <Hint>{theKey(keys[0] ?? "")}</Hint>
          </Text>{" "}
          {help}
        </Text>
      ))}
      <Hint dimColor>{`${theKey("escape")} goes back; ${theKey(":")} offers other runs and policies`}</Hint>
    </Box>
  );
}
