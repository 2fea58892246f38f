import { Box, Text } from "ink";
import { type ReactNode, useEffect, useState } from "react";
import { oneLine } from "../../errors.ts";

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

/** What failed and the way on, in words. */
export function Failure({ reason, children }: { readonly reason: string; readonly children?: ReactNode }) {
  return (
    <Box flexDirection="column">
      <Text color="red">{reason}</Text>
      {children}
      <Text dimColor>esc goes back; : offers other runs</Text>
    </Box>
  );
}
