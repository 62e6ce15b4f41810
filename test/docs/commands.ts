/** A command line as a page shows it: the words of `npm run x -- …`, `npm x`, `node x` or `bandshift …`. */
export type ShownCommand = { readonly line: string; readonly words: readonly string[] }

/** The text of the fenced blocks of a Markdown page. */
const fencedBlocks = (markdown: string): readonly string[] =>
  Array.from(markdown.matchAll(/^ *```[^\n]*\n([\s\S]*?)^ *```/gm), ([, block]) => block)

const wordsOf = (line: string): readonly string[] =>
  Array.from(line.matchAll(/"([^"]*)"|'([^']*)'|(<[^>]*>)|(\S+)/g), (match) => match.slice(1).find(Boolean) ?? '')

const isOurs = ([first, second]: readonly string[]): boolean =>
  first === 'bandshift' || (first === 'npm' && second !== undefined) || (first === 'npx' && second === 'bandshift')

/**
 * Every npm and bandshift command in the fenced blocks of a page; prompts, comments and variables before it are left
 * out.
 */
export const shownCommands = (markdown: string): readonly ShownCommand[] =>
  fencedBlocks(markdown)
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, ' ').split(/\n|&&|;/))
    .map((text) => text.replace(/(^|\s)#.*$/, '').trim())
    .map((text) => text.replace(/^\$ /, '').replace(/^(?:[A-Z_]+=\S+ +)+/, ''))
    .map((line) => ({ line, words: wordsOf(line.split(/ [|>] ?/)[0]) }))
    .filter(({ words }) => isOurs(words))
