/** What ends a command: one line on stderr and exit code 1. */
export class CommandProblem extends Error {}
