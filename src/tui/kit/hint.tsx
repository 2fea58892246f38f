import { Text, type TextProps } from "ink";
import { useContext } from "react";
import { keyNames } from "../../keys/own-keys.ts";
import { InterfaceContext } from "./interface.ts";
import { RouteContext } from "./kept.ts";

/** Where a part of a screen is drawn by itself. */
const NONE = new Map();

/** Names the keys of sentences as they are on this screen, for this person. */
export function useKeyNames(): (text: string) => string {
  const keys = useContext(InterfaceContext)?.settings.keys ?? NONE;
  const { screen } = useContext(RouteContext);
  return keyNames(keys, screen);
}

/** A sentence that may name keys. */
export function Hint({ children, ...props }: TextProps & { readonly children: string }) {
  const named = useKeyNames();
  return <Text {...props}>{named(children)}</Text>;
}
