import { Fault } from '../../../core/error'
import type { SourceLine } from './format'

const most = 2 ** 20

type Open = { readonly isArray: boolean; readonly start: number; readonly line: number; isSpent: boolean }

/**
 * The objects that stand in arrays, or alone, in JSON over any number of lines, each as a line with the number of the
 * one that it begins in: `[{…}, {…}]`, `{"result": [{…}]}` and one object after the other alike. What encloses objects
 * is none itself; text outside of any is a line of its own. `bad-input` faults: an object
 * longer than 1 MiB, JSON that is cut off.
 */
export const splitObjects = async function* (
  file: string,
  batches: AsyncIterable<readonly SourceLine[]>,
): AsyncGenerator<readonly SourceLine[]> {
  let text = ''
  let [at, number] = [0, 1]
  let [isText, isEscaped] = [false, false]
  let stray: number | undefined
  let found: SourceLine[] = []
  const open: Open[] = []

  const step = (): void => {
    const code = text[at]
    if (isText) {
      if (isEscaped) isEscaped = false
      else if (code === '\\') isEscaped = true
      else if (code === '"') isText = false
      return
    }
    if (code === '"' && open.length > 0) isText = true
    else if (code === '{' || code === '[') {
      endStray()
      open.push({ isArray: code === '[', start: at, line: number, isSpent: false })
    } else if ((code === '}' || code === ']') && open.length > 0) close()
    else if (open.length === 0 && stray === undefined && !/[\s,]/.test(code)) stray = at
  }

  const endStray = (): void => {
    if (stray !== undefined) found.push({ number, raw: text.slice(stray, at).trim() })
    stray = undefined
  }

  const close = (): void => {
    const ended = open.pop()!
    const isRow = !ended.isArray && (open.length === 0 || open.at(-1)!.isArray)
    if (isRow && !ended.isSpent) found.push({ number: ended.line, raw: text.slice(ended.start, at + 1) })
    if (isRow || ended.isSpent) for (const outer of open) outer.isSpent = true
  }

  /** Text before the first object that may yet be a row is not needed again. */
  const forget = (): void => {
    const kept = open.find(({ isArray, isSpent }) => !isArray && !isSpent)?.start ?? at
    text = text.slice(kept)
    at -= kept
    for (let i = 0; i < open.length; i++) open[i] = { ...open[i], start: open[i].start - kept }
    if (text.length > most) throw new Fault('bad-input', `${file}: row ${number}: an object longer than 1 MiB`)
  }

  for await (const lines of batches) {
    for (const line of lines) {
      number = line.number
      text += `${line.raw}\n`
      for (; at < text.length; at++) step()
      if (open.length === 0) endStray()
      forget()
    }
    yield found
    found = []
  }
  if (open.length > 0) throw new Fault('bad-input', `${file}: row ${number}: the JSON ends too early: it is cut off`)
}
