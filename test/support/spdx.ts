/**
 * Whether an SPDX expression can be met by some licences: one side of OR, both of AND; AND binds closer.
 * @throws Error when it is no expression of names, AND, OR and brackets
 */
export function allowedBy(expression: string, allowed: ReadonlySet<string>): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/gu) ?? [];
  let at = 0;
  const wrong = () => new Error(`Cannot read licence "${expression}": wanted an SPDX expression`);
  const any = (): boolean => {
    let met = all();
    while (tokens[at] === "OR") {
      at++;
      met = all() || met;
    }
    return met;
  };
  const all = (): boolean => {
    let met = one();
    while (tokens[at] === "AND") {
      at++;
      met = one() && met;
    }
    return met;
  };
  const one = (): boolean => {
    const token = tokens[at++];
    if (token === "(") {
      const met = any();
      if (tokens[at++] !== ")") throw wrong();
      return met;
    }
    if (token === undefined || token === ")" || token === "AND" || token === "OR") throw wrong();
    return allowed.has(token);
  };
  const met = any();
  if (at < tokens.length) throw wrong();
  return met;
}
