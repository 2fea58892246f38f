import { parse } from "yaml";

/** What a YAML text says; a module of its own, for who reads one only sometimes. @throws Error with what is wrong, and in which line */
export function parsedYaml(text: string): unknown {
  return parse(text);
}
