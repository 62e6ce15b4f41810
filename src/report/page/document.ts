import { html, raw, type Html } from './html'
import { styleSheet } from './style-sheet'

/** A whole page as one text, without scripts or requests: its title, and what stands in its body. */
export const document = (title: string, body: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${raw(styleSheet)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the results</a>
        ${body}
      </body>
    </html> `.text
