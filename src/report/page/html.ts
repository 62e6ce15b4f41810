/** Markup that is already safe to place in a page. */
export type Html = { readonly kind: 'html'; readonly text: string }

type Part = Html | string | number | undefined | readonly Part[]

/** Markup taken as it is; for the report's own drawings only, never for input text. */
export const raw = (text: string): Html => ({ kind: 'html', text })

const control = /[^\P{Cc}\t\n\r]/gu

/** Text made safe for element content and quoted attributes; control characters become U+FFFD. */
const escapeHtml = (text: string): string =>
  text
    .replaceAll(control, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

const isList = (part: Part): part is readonly Part[] => Array.isArray(part)

const flat = (part: Part): string => {
  if (part === undefined) return ''
  if (isList(part)) return part.map(flat).join('')
  return typeof part === 'object' ? part.text : escapeHtml(String(part))
}

/** Markup from a template: text is escaped, Html is kept, lists are joined, undefined is nothing. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  raw(strings.map((text, i) => text + flat(parts[i])).join(''))

/** An id for anchors: lower-case letters, digits and dashes, prefixed by the position so that two never meet. */
export const anchor = (position: number, text: string): string =>
  `leg-${position + 1}-${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.replace(/-+$/, '')
