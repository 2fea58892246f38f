/**
 * A word of a command that somebody copies into a shell: in quotes where it holds spaces, braces or the like. It is
 * always one line: in a comment, a line break would end the comment.
 */
export function shellWord(text: string): string {
  if (/\p{Cc}/u.test(text)) return `$'${text.replace(/[\p{Cc}\\']/gu, escaped)}'`;
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What `$'…'` reads as this character again, in bash and zsh; those beyond ASCII by the bytes of UTF-8. */
function escaped(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

/** Words as a POSIX shell reads them again. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

/** A word of a command line as it may be kept: an address without password and without what stands behind its path. */
export function plainWord(word: string): string {
  return word.replace(/^(https?:\/\/)(?:[^/@]*@)?([^?#]*).*$/isu, "$1$2");
}
