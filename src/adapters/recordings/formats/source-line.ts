/** A line of a source: its number in the file, counted from 1, and its text. */
export type SourceLine = {
  readonly number: number
  readonly raw: string
  /** Where the text lies in what was read, as UTF-8: bytes `from` up to `to`; absent where it was put together. */
  readonly within?: Buffer
  readonly from?: number
  readonly to?: number
}

/** A line read from a file: its text is decoded when it is asked for, which for most lines is never. */
export class LineOfBytes implements SourceLine {
  constructor(
    readonly number: number,
    readonly within: Buffer,
    readonly from: number,
    readonly to: number,
  ) {}

  get raw(): string {
    return this.within.toString('utf8', this.from, this.to)
  }
}

/** The line by itself, to be kept while others are read: it does not hold on to what was read with it. */
export const keptLine = ({ number, raw }: SourceLine): SourceLine => ({ number, raw })

/** Whether two lines have the same text. */
export const sameLine = (a: SourceLine, b: SourceLine): boolean => {
  if (a.within === undefined || b.within === undefined) return a.raw === b.raw
  const [first, second, from] = [a.within, b.within, b.from!]
  const length = a.to! - a.from!
  if (b.to! - from !== length) return false
  // Lines that differ do so near their ends more often than at their beginnings.
  for (let i = length - 1; i >= 0; i--) if (first[a.from! + i] !== second[from + i]) return false
  return true
}
