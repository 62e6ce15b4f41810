import { isSecret, isSecretName, maskCredentials } from './config/secret'

/** Fields nested deeper than this are replaced by a mark. */
const depthLimit = 6

const itemLimit = 100

/** Replaces the known secrets, then whatever looks like a credential. Longest first, so that no part of one is left. */
const redactText = (text: string, secrets: readonly string[]): string =>
  maskCredentials(secrets.reduce((masked, value) => masked.replaceAll(value, '[redacted]'), text))

/** Of an error only what is on this list: its other fields carry requests, headers and keys. */
const describeError = (error: Error, describe: (value: unknown) => unknown): Readonly<Record<string, unknown>> => ({
  name: describe(error.name),
  message: describe(error.message),
  ...('code' in error && typeof error.code === 'string' ? { code: describe(error.code) } : {}),
  ...(error.stack === undefined ? {} : { stack: describe(error.stack) }),
  ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
})

/**
 * A copy of `value` that is safe to write: plain JSON without the `secrets`, without `Secret`s, fields with the name of
 * a secret, or credentials inside texts, at any depth; errors by a list of allowed fields; cycles and depths cut off.
 */
export const redact = (value: unknown, secrets: readonly string[]): unknown => {
  const known = [...secrets].filter((text) => text.length > 0).sort((a, b) => b.length - a.length)
  const visit = (node: unknown, path: readonly object[]): unknown => {
    if (typeof node === 'string') return redactText(node, known)
    if (typeof node === 'bigint') return node.toString()
    if (typeof node === 'function' || typeof node === 'symbol') return `[${typeof node}]`
    if (typeof node === 'number' && !Number.isFinite(node)) return String(node)
    if (typeof node !== 'object' || node === null) return node
    if (isSecret(node)) return '[redacted]'
    if (path.includes(node)) return '[circular]'
    if (path.length >= depthLimit) return '[deep]'
    const inside = [...path, node]
    if (node instanceof Error) return describeError(node, (part) => visit(part, inside))
    if (node instanceof Date) return Number.isFinite(node.getTime()) ? node.toISOString() : 'Invalid Date'
    if (node instanceof URL) return redactText(node.href, known)
    if (ArrayBuffer.isView(node) || node instanceof ArrayBuffer) return `[${node.byteLength} bytes]`
    if (node instanceof Set) return visit([...node], path)
    if (node instanceof Map) return visit(Object.fromEntries(node), path)
    if (Array.isArray(node)) return node.slice(0, itemLimit).map((item) => visit(item, inside))
    return Object.fromEntries(
      Object.entries(node).map(([name, item]) => [
        redactText(name, known),
        isSecretName(name) && item !== undefined ? '[redacted]' : visit(item, inside),
      ]),
    )
  }
  return visit(value, [])
}
