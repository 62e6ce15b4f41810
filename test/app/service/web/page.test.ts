import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { aMarket } from '../../../support/service/a-market'
import { aDecision } from '../../../support/service/a-portfolio'
import { aService, operatorToken, type RunningFixture } from '../../../support/service/a-service'
import { complaints, describeInBrowser, launch } from '../../../support/service/browser'

describeInBrowser('dashboard', () => {
  let browser: Browser
  let running: RunningFixture
  const started: RunningFixture[] = []
  const start = async (...given: Parameters<typeof aService>): Promise<RunningFixture> => {
    const fixture = await aService(...given)
    started.push(fixture)
    return fixture
  }
  beforeAll(async () => {
    browser = await launch()
    running = await start()
  })
  afterAll(async () => {
    await browser.close()
    for (const { service } of started) await service.close()
  })

  const openPage = async (
    options: BrowserContextOptions = {},
    { service }: RunningFixture = running,
  ): Promise<{ page: Page; problems: readonly string[]; close: () => Promise<void> }> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    const page = await context.newPage()
    const problems = complaints(page)
    await page.goto(service.address)
    await page.locator('#connection[data-state=live]').waitFor()
    return { page, problems, close: () => context.close() }
  }
  const text = (page: Page, selector: string): Promise<string> => page.locator(selector).innerText()
  const shows = (page: Page, selector: string, part: string): Promise<void> =>
    page.locator(selector).filter({ hasText: part }).first().waitFor()
  const overflow = (page: Page): Promise<number> =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

  test('shows the portfolio, its band, its decisions and where they come from', async () => {
    const { page, problems, close } = await openPage()
    await page.locator('#term-chart canvas').waitFor()
    expect(await page.locator('canvas').count()).toBe(6)
    for (const [selector, part] of [
      ['#figures', '63,527.7'],
      ['#figures', 'of the way to the edge'],
      ['#spot-readout', 'normal'],
      ['#vol-readout', '47.9 %'],
      ['#band-readout', 'Neutral'],
      ['#smile-readout', 'Bid – ask 4'],
      ['#expiry', '2026-04-01'],
      ['#surface-note', 'fitted 32 s ago to 60 quotes'],
      ['#surface-note', '5 one-sided'],
      ['#term-readout', 'Forecast 47.4 %'],
      ['#adaptation-readout', 'Half-width 0.'],
      ['#adaptation', 'turbulent'],
      ['#why', 'inside the band (evaluated on time). At once if the spot leaves'],
      ['#decisions', 'outside the band'],
      ['#orders', 'filled'],
      ['#refusals', 'price-age'],
      ['#profit', '−8,214.20'],
      ['#models', 'vol-7c1f02ab'],
      ['#models', 'corrected by a network'],
      ['#queue', '18.7 ms'],
      ['#market', 'connected'],
      ['#alerts', 'deribit was silent'],
      ['#clock-kind', 'replay'],
    ])
      expect(await text(page, selector)).toContain(part)
    await page.getByRole('button', { name: 'Explain decision 399' }).first().click()
    await shows(page, 'dialog[open]', 'half-width = 0.35')
    await page.keyboard.press('Escape')
    expect(problems).toEqual([])
    await close()
  })

  test('follows what happens, and shows what the service says as text alone', async () => {
    const { page, problems, close } = await openPage()
    const before = await text(page, '#figures')
    const market = aMarket(400, { spot: 71_234.5, trust: { kind: 'baseline', reasons: ['the feed was cut'] } })
    running.publish({ kind: 'market', market, point: { at: market.time, spot: 71_234.5, regime: 2 } })
    await shows(page, '#figures', '71,234.5')
    expect(await text(page, '#figures')).not.toBe(before)
    expect(await text(page, '#spot-readout')).toMatch(/71,234\.5\s.*turbulent/)
    expect(await text(page, '#models')).toContain('the feed was cut')
    expect(await text(page, '#models')).toMatch(/Trusted of the last bars\s*97\.0/)
    const planted = '<img src=x onerror="document.title=\'broken\'"><b>bold</b>'
    running.publish({ kind: 'decision', decision: aDecision(400, { kind: 'wait', reasons: ['toxic-flow', planted] }) })
    await shows(page, '#decisions tbody tr:first-child', 'waits for the flow to calm')
    expect(await text(page, '#decisions tbody tr:first-child')).toContain('<img src=x')
    expect(await page.title()).toBe('bandshift')
    expect(await page.locator('#decisions img, #decisions b').count()).toBe(0)
    expect(problems).toEqual([])
    await close()
  })

  test('shows the surface of the expiry chosen and asks for it again once there is a newer one; none without options', async () => {
    const { page, problems, close } = await openPage()
    await page.locator('#smile-chart canvas').waitFor()
    const before = await text(page, '#smile-readout')
    await page.locator('#expiry').selectOption({ index: 4 })
    expect(await text(page, '#smile-readout')).not.toBe(before)
    const answered = page.waitForResponse(/market\/surface/)
    const surface = { time: aMarket(399).time, expiries: 5, quotes: 60, inside: 1, carried: 'stale' }
    running.publish({ kind: 'market', market: aMarket(400, { surface }) })
    expect((await answered).status()).toBe(200)
    running.publish({ kind: 'market', market: aMarket(401, { surface: undefined }) })
    await page.locator('#smile-panel').waitFor({ state: 'hidden' })
    expect(problems).toEqual([])
    await close()
  })

  test('is light or dark as the system is, or as chosen, and remembers it', async () => {
    const ground = (page: Page): Promise<string> =>
      page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const light = await openPage({ colorScheme: 'light' })
    const dark = await openPage({ colorScheme: 'dark' })
    expect(await ground(light.page)).toBe('rgb(244, 245, 247)')
    expect(await ground(dark.page)).toBe('rgb(15, 20, 26)')
    await dark.page.getByRole('button', { name: 'Theme: system' }).click()
    expect(await ground(dark.page)).toBe('rgb(244, 245, 247)')
    await dark.page.reload()
    await dark.page.locator('#connection[data-state=live]').waitFor()
    expect(await ground(dark.page)).toBe('rgb(244, 245, 247)')
    await light.page.emulateMedia({ colorScheme: 'dark' })
    await light.page.locator('html[data-theme=dark]').waitFor()
    expect(await ground(light.page)).toBe('rgb(15, 20, 26)')
    expect([...light.problems, ...dark.problems]).toEqual([])
    await light.close()
    await dark.close()
  })

  test('the kill switch is reached and thrown by keyboard alone, with token, reason and confirmation', async () => {
    const own = await start()
    const { page, problems, close } = await openPage({}, own)
    const press = async (...pressed: string[]): Promise<void> => {
      for (const key of pressed) await page.keyboard.press(key)
    }
    const focus = (): Promise<string> =>
      page.evaluate<string>('document.activeElement.id || document.activeElement.textContent')
    const order: string[] = []
    while (order.at(-1) !== 'kill-switch' && order.length < 12) {
      await press('Tab')
      order.push(await focus())
    }
    expect(order).toEqual(['Skip to the portfolio', 'portfolio', 'theme', 'sign-in', 'kill-switch'])
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
    await press('Enter')
    expect(await focus()).toBe('token')
    await page.keyboard.type('not the token at all, sorry')
    await press('Enter')
    await shows(page, 'dialog .problem', 'not the token of an operator')
    await press('Control+A')
    await page.keyboard.type(operatorToken)
    await press('Enter')
    await shows(page, 'dialog h2', 'Engage the kill switch')
    await page.keyboard.type('prices look wrong')
    await press('Tab', 'Tab', 'Tab', 'Enter')
    expect(own.done).toEqual([])
    // The confirmation is missing: the browser goes to it.
    await press('Space', 'Tab', 'Tab', 'Enter')
    await shows(page, '#banners', 'Kill switch engaged by ada')
    expect(own.done.at(-1)).toEqual({ kind: 'kill-switch', engaged: true, reason: 'prices look wrong', actor: 'ada' })
    await shows(page, '#actions', 'kill-switch.engage')
    expect(await text(page, '#kill-switch')).toBe('Release kill switch')
    expect(await text(page, '#urgent')).toContain('Kill switch engaged')
    expect(problems.filter((line) => !line.includes('401'))).toEqual([])
    expect(own.logged.join('')).not.toContain(operatorToken)
    await close()
  })

  test('fits a width of 400 pixels, full, empty and with its dialogs', async () => {
    const empty = await start({}, { empty: true })
    const viewport = { width: 400, height: 800 }
    const full = await openPage({ viewport })
    expect(await overflow(full.page)).toBe(0)
    await full.page.getByRole('button', { name: 'Kill switch' }).click()
    await full.page.locator('dialog[open]').waitFor()
    expect(await overflow(full.page)).toBe(0)
    const box = await full.page.locator('dialog').boundingBox()
    expect(box!.x >= 0 && box!.x + box!.width <= 400).toBe(true)
    const bare = await openPage({ viewport }, empty)
    expect(await overflow(bare.page)).toBe(0)
    for (const [selector, part] of [
      ['#spot-chart', 'Waiting for'],
      ['#band-chart', 'Waiting for'],
      ['#decisions', 'Waiting for the first decision'],
      ['#fills', 'No fill yet'],
      ['#figures', 'waiting for a portfolio'],
    ])
      expect(await text(bare.page, selector)).toContain(part)
    expect([...full.problems, ...bare.problems]).toEqual([])
    await full.close()
    await bare.close()
  })

  test('shows since when it is disconnected, and continues by itself when the service is back', async () => {
    const first = await start()
    const port = Number(new URL(first.service.address).port)
    const { page, close } = await openPage({}, first)
    await first.service.close()
    await shows(page, '#connection', 'disconnected since')
    await shows(page, '#banners', 'No live data since')
    await start({ port }, { steps: 420 })
    await page.locator('#connection[data-state=live]').waitFor()
    await shows(page, '#decisions tbody tr:first-child', '#419')
    expect(await text(page, '#banners')).toBe('')
    await close()
  })

  test('every control has a name, and what scrolls can be reached', async () => {
    const { page, close } = await openPage()
    const nameless = await page.evaluate<string[]>(`
      [...document.querySelectorAll('button, select, input, [role=img], [role=region], table')].filter((element) => {
        const labelled = element.getAttribute('aria-labelledby')
        const name = element.getAttribute('aria-label') || (labelled && document.getElementById(labelled)?.textContent) ||
          element.labels?.[0]?.textContent || element.caption?.textContent || element.textContent
        return !name || name.trim() === ''
      }).map((element) => element.outerHTML.slice(0, 80))`)
    expect(nameless).toEqual([])
    const unreachable = await page.evaluate<string[]>(`
      [...document.querySelectorAll('.scroll')].filter((element) => element.tabIndex !== 0).map((element) => element.id)`)
    expect(unreachable).toEqual([])
    await close()
  })
})
