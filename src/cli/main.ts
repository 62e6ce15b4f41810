#!/usr/bin/env node
import { runCli } from './program'

const main = async (): Promise<void> => {
  process.exitCode = await runCli(process.argv.slice(2))
}

void main()
