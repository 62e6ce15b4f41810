/** A command line as a page shows it: the words of `npm run x -- …`, `npm x`, `node x` or `bandshift …`. */
export type ShownCommand = { readonly line: string; readonly words: readonly string[] }

/** The text of the fenced blocks of a Markdown page. */
const fencedBlocks = (markdown: string): readonly string[] =>
  Array.from(markdown.matchAll(/^ *```[^\n]*\n([\s\S]*?)^ *```/gm), ([, block]) => block)

const wordsOf = (line: string): readonly string[] =>
  Array.from(line.matchAll(/"([^"]*)"|'([^']*)'|(<[^>]*>)|(\S+)/g), (match) => match.slice(1).find(Boolean) ?? '')

/** The code spans of a Markdown page outside its fenced blocks. */
const codeSpans = (markdown: string): readonly string[] =>
  Array.from(markdown.replaceAll(/^ *```[^\n]*\n[\s\S]*?^ *```/gm, '').matchAll(/`([^`]+)`/g), ([, span]) => span)

const isOurs = ([first, second]: readonly string[]): boolean =>
  first === 'bandshift' ||
  (first === 'npm' && second !== undefined) ||
  (first === 'npx' && second === 'bandshift') ||
  (first === 'node' && second?.startsWith('dist/') === true)

/**
 * Every npm, bandshift and `node dist/…` command in the fenced blocks and code spans of a page; prompts, comments and
 * variables before it are left out.
 */
export const shownCommands = (markdown: string): readonly ShownCommand[] =>
  [...fencedBlocks(markdown), ...codeSpans(markdown)]
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, ' ').split(/\n|&&|;/))
    .map((text) => text.replace(/(^|\s)#.*$/, '').trim())
    .map((text) => text.replace(/^\$ /, '').replace(/^(?:[A-Z_]+=\S+ +)+/, ''))
    .map((line) => ({ line, words: wordsOf(line.split(/ [|>] ?/)[0]) }))
    .filter(({ words }) => isOurs(words))

/** Targets of the links and pictures of a page that lead to a file: path and anchor. */
export const shownLinks = (markdown: string): readonly { readonly path: string; readonly anchor: string }[] =>
  Array.from(markdown.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path, anchor = ''] = target.split('#')
      return { path, anchor }
    })

/** Anchors of a page's headings. */
export const anchorsOf = (markdown: string): readonly string[] =>
  Array.from(markdown.matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** Paths of the project that a page names in code spans; those with a placeholder are left out. */
export const shownPaths = (markdown: string): readonly string[] =>
  codeSpans(markdown).filter((span) =>
    /^(?:\.ci|bench|config|data|docs|models|src|test|training)\/[\w./-]+$/.test(span),
  )
