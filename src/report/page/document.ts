import { darkColours, lightColours } from '../charts/palette'
import { html, raw, type Html } from './html'

const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, hex]) => `--c-${name}:${hex}`)
    .join(';')

/** The page's style: system fonts, light and dark by preference, wide content scrolls in its own box. */
const styleSheet = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1b232d;--soft:#5a6572;--rule:#dfe3e8;--accent:#1f6fb8;--ours:#eef5fc;--real:#1d6b45;--real-bg:#e4f4eb;--fake:#8a4b00;--fake-bg:#fff1dc;--bad:#a12f38;--bad-bg:#fdecec;${variables(lightColours)}}
@media(prefers-color-scheme:dark){:root{--bg:#12171d;--card:#191f27;--ink:#e4e9ef;--soft:#9ba7b5;--rule:#2c3540;--accent:#6cb2f2;--ours:#1b2a3a;--real:#7ed3a4;--real-bg:#15301f;--fake:#f5bd6c;--fake-bg:#38270f;--bad:#f29a9f;--bad-bg:#3a1c20;${variables(darkColours)}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:1180px;margin:0 auto;padding:0 24px}
header{padding-top:32px}
footer{padding-bottom:64px}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 8px;letter-spacing:-.01em}
h2{font-size:1.45rem;line-height:1.25;margin:20px 0 6px;letter-spacing:-.01em}
h3{font-size:1.12rem;margin:40px 0 8px;padding-top:14px;border-top:1px solid var(--rule)}
p{max-width:74ch;margin:8px 0}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-9999px}
.skip:focus{left:8px;top:8px;background:var(--card);padding:8px 12px;z-index:1}
article{margin-top:48px}
.banner{max-width:none;margin:0;padding:10px 16px;border-radius:6px;border-left:6px solid;display:flex;flex-wrap:wrap;gap:2px 14px;align-items:baseline}
.banner strong{letter-spacing:.06em}
.banner.real,.badge.real{color:var(--real);background:var(--real-bg)}
.banner.synthetic,.badge.synthetic{color:var(--fake);background:var(--fake-bg)}
.badge{display:inline-block;font-size:.7rem;font-weight:650;letter-spacing:.05em;padding:1px 7px;border-radius:4px;white-space:nowrap}
.facts,.note{color:var(--soft);font-size:.88rem;max-width:none}
.verdict{margin:14px 0;padding-left:1.2em;font-size:1.05rem;max-width:78ch}
.verdict li{margin:4px 0}
.standing{padding:10px 14px;border-radius:6px;border-left:4px solid var(--rule);background:var(--card);max-width:none}
.standing.wins{border-color:var(--real);background:var(--real-bg)}
.standing.leads{border-color:var(--fake);background:var(--fake-bg)}
.standing.loses,.standing.absent{border-color:var(--bad);background:var(--bad-bg)}
nav{margin:20px 0 0}
nav ol{list-style:none;margin:0;padding:0}
nav li{margin:6px 0}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:0 18px;margin:0;padding:0;font-size:.9rem}
nav ul li{margin:1px 0}
.scroll{overflow-x:auto;max-width:100%;margin:14px 0;border:1px solid var(--rule);border-radius:6px;background:var(--card)}
table{border-collapse:collapse;width:100%;font-size:.86rem;line-height:1.35;font-variant-numeric:tabular-nums;overflow-wrap:normal}
caption{text-align:left;color:var(--soft);padding:10px 12px 8px;font-size:.84rem}
th,td{padding:6px 10px;text-align:left;vertical-align:top;border-top:1px solid var(--rule)}
thead th{vertical-align:bottom;color:var(--soft);font-weight:600;font-size:.78rem;line-height:1.25}
tbody th{font-weight:550;white-space:nowrap}
th.num,td.num{text-align:right}
td.num{white-space:nowrap}
th[title]{text-decoration:underline dotted;text-underline-offset:3px;cursor:help}
tr.ours>*{background:var(--ours)}
tr.rule>*{border-top:2px solid var(--soft);color:var(--soft)}
td.best{font-weight:700}
tbody th small{display:block;font-weight:400;white-space:normal;max-width:16em}
.ci,.line{display:block}
.ci{font-weight:400;font-size:.74rem;color:var(--soft)}
small{color:var(--soft);font-size:.78rem}
.unit{font-weight:400;white-space:nowrap}
.mcs{display:inline-block;width:.8em;color:var(--accent);font-size:.7em;vertical-align:.1em}
td.heat{background:color-mix(in srgb,var(--accent) calc(var(--share)*.55),transparent)}
td.heat .ci{color:inherit;opacity:.75}
details{margin:8px 0}
summary{cursor:pointer;color:var(--accent)}
figure{margin:18px 0;padding:14px 14px 6px;border:1px solid var(--rule);border-radius:6px;background:var(--card);min-width:0}
figcaption{font-weight:600;font-size:.95rem}
figure .scroll{border:0;margin:4px 0 0;background:none}
.plot svg{display:block;width:100%;height:auto;min-width:740px}
.pair .plot svg{min-width:330px}
.pair{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr));gap:0 18px;align-items:start}
.pair>*{min-width:0}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:4px 0 0;padding:0;font-size:.82rem;color:var(--soft)}
.key i{display:inline-block;width:18px;height:0;margin-right:6px;vertical-align:middle;border-top:2.5px solid var(--k)}
.key i.dash{border-top-style:dashed}
.key i.area{height:10px;border:0;background:var(--k);opacity:.75;border-radius:2px}
.key i.diamond{width:9px;height:9px;border:0;background:var(--k);transform:rotate(45deg)}
.provenance{display:grid;gap:6px 24px;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));margin:0}
.provenance dt{color:var(--soft);font-size:.82rem}
.provenance dd{margin:0}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media(max-width:600px){header,main,footer{padding-left:14px;padding-right:14px}h1{font-size:1.5rem}th,td{padding:6px 8px}figure{padding:12px 10px 4px}tbody th{white-space:normal;min-width:7em}}
@media print{.scroll{overflow:visible}details{display:block}nav,.skip{display:none}}
`

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
