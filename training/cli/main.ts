#!/usr/bin/env node
import { CommanderError } from 'commander'
import { Fault } from '../../src/core/error'
import { program } from './program'

/** 0: done; 1: the work failed; 2: wrong use. */
const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Fault) {
    process.stderr.write(`bandshift: ${error.message}\n`)
    return error.code === 'usage' ? 2 : 1
  }
  process.stderr.write(`bandshift: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return 1
}

const main = async (): Promise<void> => {
  try {
    await program().parseAsync(process.argv)
  } catch (error) {
    process.exitCode = exitCodeOf(error)
  }
}

void main()
