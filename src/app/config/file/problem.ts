/** What is wrong with a configuration: where, and what is allowed there. Never holds a secret. */
export type ConfigProblem = {
  /** Keys and places, outermost first. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** `portfolios[1].limits.slippage`; empty for the file itself. */
export const writePath = (path: ConfigProblem['path']): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  )

/** One line for a person. */
export const writeProblem = (file: string, { path, message }: ConfigProblem): string =>
  `${file}: ${path.length === 0 ? '' : `${writePath(path)}: `}${message}`
