import { createContext, type Dispatch, useContext, useEffect, useReducer } from "react";
import type { Route } from "../../screens/route.ts";

/** The place of a screen in the stack of screens: the same object as long as it stands there. */
export const RouteContext = createContext<Route>({ screen: "home" });

/** What screens that others cover have left; a place that is gone takes its state along. */
const left = new WeakMap<Route, unknown>();

/**
 * A reducer whose state outlives its screen: who comes back finds it as it was left.
 * @param back what a state becomes on the way back, such as hidden again
 */
export function useKept<State, Action>(
  reducer: (state: State, action: Action) => State,
  start: () => State,
  back: (state: State) => State = (state) => state,
): readonly [State, Dispatch<Action>] {
  const route = useContext(RouteContext);
  const [state, dispatch] = useReducer(reducer, null, () =>
    left.has(route) ? back(left.get(route) as State) : start(),
  );
  useEffect(() => void left.set(route, state), [route, state]);
  return [state, dispatch] as const;
}
