import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import { Fault } from '../../../core/error'
import type { ConfigProblem } from './problem'

/** Longer files are refused unread. */
export const mostBytes = 1_048_576

const mostAliases = 100

const mostDepth = 32

export type ReadTree = { readonly tree: unknown } | { readonly problems: readonly ConfigProblem[] }

const whereOf = (lines: LineCounter, offset: number): string => {
  const { line, col } = lines.linePos(offset)
  return `line ${line}, column ${col}`
}

const foundIn = (document: Document, lines: LineCounter): readonly ConfigProblem[] => {
  const problems: ConfigProblem[] = []
  const refuse = (offset: number | undefined, message: string): void =>
    void problems.push({ path: [], message: `${whereOf(lines, offset ?? 0)}: ${message}` })
  visit(document, {
    Node: (_key, node, ancestors) => {
      if ('tag' in node && node.tag !== undefined) refuse(node.range?.[0], 'values have no tags')
      if (isScalar(node) && typeof node.value === 'number' && (node.format === 'HEX' || node.format === 'OCT'))
        refuse(node.range?.[0], 'numbers are written in decimal')
      if (ancestors.length <= 2 * mostDepth) return undefined
      refuse(node.range?.[0], 'is nested too deeply')
      return visit.BREAK
    },
    Pair: (_key, { key }) => {
      if (!isScalar(key) || typeof key.value !== 'string' || key.value === '__proto__')
        refuse(isScalar(key) || isMap(key) ? key.range?.[0] : undefined, 'a key is a name')
    },
  })
  return problems
}

/**
 * The values of a YAML or JSON text, or the problem with it: at most a mebibyte, one document of plain values without
 * repeated keys, tags or keys that are no names. Messages give places, never the text.
 */
export const readTree = (text: string): ReadTree => {
  if (Buffer.byteLength(text) > mostBytes)
    return { problems: [{ path: [], message: `is longer than ${mostBytes} bytes` }] }
  const lines = new LineCounter()
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core', version: '1.2' })
    const wrong = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
      path: [],
      message: `${whereOf(lines, pos[0])}: cannot be read (${code.toLowerCase().replaceAll('_', ' ')})`,
    }))
    const problems = wrong.length > 0 ? wrong : foundIn(document, lines)
    return problems.length > 0 ? { problems } : { tree: document.toJS({ maxAliasCount: mostAliases }) as unknown }
  } catch (cause) {
    // Aliases beyond their number, and nesting beyond the parser's stack, are thrown.
    if (cause instanceof RangeError || cause instanceof ReferenceError)
      return { problems: [{ path: [], message: 'is nested or repeated beyond reading, or repeats what is not there' }] }
    throw new Fault('bad-input', 'the configuration cannot be read', { cause })
  }
}
