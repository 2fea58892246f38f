/** Those of a command line's three streams that are a terminal; a file or a pipe is none. */
export interface TerminalStreams {
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
  readonly stderr?: NodeJS.WriteStream;
}
