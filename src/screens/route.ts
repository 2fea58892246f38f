import type { PlaceWish } from "../../datasets/index.ts";
import type { Voting } from "../actions/models/vote.ts";
import { runFolderOf } from "../actions/run-folder.ts";
import type { ReviewQueue } from "../review/kept-queues.ts";
import type { Lens } from "../run/questions/lens.ts";
import type { Wanted } from "./gate/wanted.ts";

/** A screen and what it is about. */
export type Route =
  | { readonly screen: "home" }
  | { readonly screen: "map"; readonly uri: string; readonly out: string }
  | { readonly screen: "audit"; readonly uri: string; readonly out: string; readonly map?: PlaceWish }
  | { readonly screen: "run"; readonly folder: string }
  | {
      readonly screen: "explore";
      readonly folder: string;
      readonly where?: string;
      /** What the predicate is of, in a word or two. */
      readonly crumb?: string;
      /** Only these pairs. */
      readonly keys?: readonly string[];
      readonly view?: string;
      /** Words that captions are to be near to in meaning, or pictures. */
      readonly like?: string;
      readonly over?: "captions" | "images";
    }
  | {
      readonly screen: "gallery";
      readonly folder: string;
      readonly lens: Lens;
      /** What led to these pairs, as people read it. */
      readonly crumbs?: readonly string[];
      /** The pair whose near duplicates these are: each says how far it is from that one. */
      readonly near?: string;
    }
  /** Of captions unless said, or of pictures. */
  | { readonly screen: "topics"; readonly folder: string; readonly over?: "captions" | "images" }
  /** What a command says; `folder` is the run that it is of. */
  | { readonly screen: "told"; readonly words: readonly string[]; readonly folder?: string }
  | { readonly screen: "scrub"; readonly folder: string }
  | { readonly screen: "review"; readonly folder: string; readonly queue?: Partial<ReviewQueue> }
  /** Of a saved view alone where one is named. */
  | { readonly screen: "curate"; readonly folder: string; readonly only?: string }
  | { readonly screen: "card"; readonly folder: string }
  | { readonly screen: "compare"; readonly voting: Voting }
  | { readonly screen: "gate" }
  | { readonly screen: "gate-image"; readonly image: string }
  | { readonly screen: "gate-request"; readonly prompt: string }
  | { readonly screen: "gate-generate"; readonly wanted: Wanted };

/** Title of a screen, for the breadcrumb. */
export function titleOf(route: Route): string {
  if (route.screen === "home") return "home";
  if (route.screen === "map") return `map of ${route.uri}`;
  if (route.screen === "audit") return `audit ${route.uri}`;
  if (route.screen === "compare") return "compare, blind";
  if (route.screen === "gate") return "gate";
  if (route.screen === "gate-image") return `gate › ${route.image}`;
  if (route.screen === "gate-request") return "gate › request";
  if (route.screen === "gate-generate") return "gate › generate";
  if (route.screen === "told") return route.words.join(" ");
  return route.screen === "run" ? route.folder : `${route.folder} › ${route.screen}`;
}

/** The run that a screen is of; null where it is of none. */
export function runOf(route: Route): string | null {
  if ("out" in route) return route.out;
  return "folder" in route ? (route.folder ?? null) : null;
}

/** Where an audit of a dataset puts its run. */
export function auditRoute(uri: string, runsFolder: string): Route {
  return { screen: "audit", uri, out: runFolderOf([uri], runsFolder) };
}

/** Where somebody says what a dataset's fields are, before its audit. */
export function mapRoute(uri: string, runsFolder: string): Route {
  return { screen: "map", uri, out: runFolderOf([uri], runsFolder) };
}
