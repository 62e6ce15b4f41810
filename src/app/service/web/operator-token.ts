import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../../core/error'
import { secret, type Secret } from '../../config/secret'

/** A token of this installation with the file (mode 0600) that holds it. */
export type OperatorToken = { readonly token: Secret; readonly file: string }

const isTaken = (error: unknown): boolean => (Object(error) as { readonly code?: unknown }).code === 'EEXIST'

/** Puts a new token where none is; a whole file appears at once, and of several processes one wins. */
const draw = (file: string): void => {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!isTaken(error)) throw error
  } finally {
    rmSync(draft)
  }
}

/**
 * Reads the operator token of a state folder, and draws it (256 bits) where there is none. Throws 'usage' where it
 * cannot be kept or the file is empty.
 */
export const operatorToken = (homeFolder: string): OperatorToken => {
  const file = join(homeFolder, 'operator-token')
  let text: string
  try {
    mkdirSync(homeFolder, { recursive: true })
    draw(file)
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new Fault('usage', `cannot keep the operator token in ${file}`, { cause: error })
  }
  if (text === '') throw new Fault('usage', `${file} is empty; remove it to have a token drawn`)
  return { token: secret(text), file }
}
