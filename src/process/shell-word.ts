/** A word of a command that somebody copies into a shell: in quotes where it holds spaces, braces or the like. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words as a POSIX shell reads them again. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

/** A word of a command line as it may be kept: an address without password and without what stands behind its path. */
export function plainWord(word: string): string {
  return word.replace(/^(https?:\/\/)(?:[^/@]*@)?([^?#]*).*$/isu, "$1$2");
}
