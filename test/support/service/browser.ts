import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
export const browserPath = places.find((place) => existsSync(place))

/** Describes tests of the page in a real browser; without one they are skipped under a name that says so. */
export const describeInBrowser = (name: string, tests: () => void): void =>
  browserPath === undefined ? describe.skip(`${name} (no Chromium on this machine)`, tests) : describe(name, tests)

export const launch = (): Promise<Browser> =>
  chromium.launch({ ...(browserPath !== undefined && { executablePath: browserPath }), args: ['--no-sandbox'] })

/** Errors and warnings of a page: exceptions, failed loads, and what the content security policy blocked. */
export const complaints = (page: Page): readonly string[] => {
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  return problems
}
