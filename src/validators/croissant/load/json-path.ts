import { isObject } from "../../json-path.ts";

/**
 * The values at paths of the plain kind, `$.list[*].name`, in a JSON value.
 * @throws Error naming a path of another kind
 * @example
 * jsonLists([{ a: 1 }, { a: 2 }], ["$[*].a"]) // => [[1, 2]]
 */
export function jsonLists(value: unknown, paths: readonly string[]): readonly (readonly unknown[])[] {
  return paths.map((path) => {
    const steps = /^\$((?:\.(?:\w+|'[^']+')|\[\*\])*)$/u.exec(path)?.[1];
    if (steps === undefined) throw new Error(`the JSON path "${path}" is none that is understood here`);
    let found: readonly unknown[] = [value];
    for (const [step, quoted, plain] of steps.matchAll(/\.(?:'([^']+)'|(\w+))|\[\*\]/gu))
      found =
        step === "[*]"
          ? found.flatMap((one) =>
              Array.isArray(one) ? (one as readonly unknown[]) : isObject(one) ? Object.values(one) : [],
            )
          : found.flatMap((one) => {
              const name = quoted ?? plain ?? "";
              return isObject(one) && Object.hasOwn(one, name) ? [one[name]] : [];
            });
    return found;
  });
}
