import type { Place } from "../finding.ts";
import type { Context } from "./context.ts";
import type { Version } from "./vocabulary.ts";

/** What a node is, by where it stands. */
export type Kind =
  | "Dataset"
  | "FileObject"
  | "FileSet"
  | "RecordSet"
  | "Field"
  | "ParentField"
  | "Source"
  | "Extract"
  | "Transform";

/** A key as written, and what the context makes of it. */
export interface Key {
  readonly raw: string;
  readonly curie: string;
  /** The name our rules know it by: bare for Croissant and schema.org, else the prefixed form. */
  readonly name: string;
}

/** One object of the document that Croissant gives a meaning. */
export interface CroissantNode extends Place {
  readonly kind: Kind;
  readonly path: string;
  /** `@id`, or the id that readers of 1.0 make of the names. */
  readonly id: string | undefined;
  /** Whether the document itself writes the id. */
  readonly named: boolean;
  /** `@type` by our prefixes. */
  readonly types: readonly string[];
  /** The property of its parent under which it stands. */
  readonly role: string;
  readonly parent: CroissantNode | undefined;
  readonly keys: readonly Key[];
  /** Values by `Key.name`, as written. */
  readonly props: Readonly<Record<string, unknown>>;
}

/** A reference from one node to another, by id. */
export interface Reference extends Place {
  readonly from: CroissantNode;
  /** The property that makes it: `containedIn`, `key`, `field`, `fileObject` … */
  readonly role: string;
  readonly target: string;
  /** Written as text, not as `{"@id": …}`. */
  readonly asText: boolean;
}

/** A Croissant document, read but not judged. */
export interface CroissantDocument {
  readonly text: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly context: Context;
  /** The newest known version it claims; 1.1 where it claims none. */
  readonly version: Version;
  readonly root: CroissantNode;
  readonly nodes: readonly CroissantNode[];
  readonly references: readonly Reference[];
  /** Values that stand where a node must, and are none. */
  readonly strays: readonly (Place & { readonly wanted: Kind; readonly got: unknown })[];
}
