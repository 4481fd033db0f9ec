"""How an interview's HTML file looks: on a light or a dark screen, narrow or wide, and on paper."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1c1e22; --subtle: #5a606b; --line: #d9dce1; --wash: #f3f5f7;
  --accent: #0b6b75; --bar: #2a9aa6; --range: #9fd3d8; --rest: #e3e7ea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --ink: #e6e8eb; --subtle: #a0a7b2; --line: #363b43; --wash: #1f2328;
    --accent: #6fd0da; --bar: #4fb6c1; --range: #2c6067; --rest: #2a2f36;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 Georgia, "Times New Roman", serif; }
body { margin: 0; }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1, h2, h3, .speaker, .held, figcaption, table { font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem; padding-top: 1rem; }
h2 { border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 2rem 0 .75rem; color: var(--accent); }
p, ul, ol { margin: .6rem 0; }
ul, ol { padding-left: 1.4rem; }
li { margin: .3rem 0; }
.held { color: var(--subtle); font-size: .9rem; margin: .4rem 0 1.5rem; }
code { font: .9em ui-monospace, Menlo, Consolas, monospace; }
code { background: var(--wash); padding: .1em .3em; border-radius: 3px; }
pre { background: var(--wash); padding: .75rem 1rem; border-radius: 6px; white-space: pre-wrap; }
pre code { background: none; padding: 0; }
a { color: var(--accent); }
table { width: 100%; border-collapse: collapse; margin: 1rem 0; font-size: .875rem; }
th, td { padding: .35rem .6rem .35rem 0; text-align: left; font-weight: normal; vertical-align: middle; }
th { width: 44%; }
td.bar { width: 30%; }
td.level { color: var(--subtle); white-space: nowrap; padding-right: 0; }
.track, .track span { display: block; height: .55rem; border-radius: 3px; }
.track { background: var(--rest); position: relative; overflow: hidden; }
.track span { position: absolute; left: 0; top: 0; background: var(--bar); border-radius: 0; }
.track span.range { background: var(--range); }
figure, blockquote { margin: 1rem 0; }
blockquote, .candidate { white-space: pre-wrap; }
blockquote { border-left: 3px solid var(--bar); padding: .1rem 0 .1rem 1rem; }
figure blockquote { margin: 0; }
figcaption { color: var(--subtle); font-size: .85rem; margin: .3rem 0 0 1.2rem; }
.turn { margin: 1rem 0; }
.turn > :last-child { margin-bottom: 0; }
.speaker { font-size: .8rem; font-weight: 600; color: var(--subtle); margin: 0 0 .15rem; }
.words > :first-child { margin-top: 0; }
.words > :last-child { margin-bottom: 0; }
.by-candidate { background: var(--wash); border-radius: 8px; padding: .6rem .9rem; margin-left: 2rem; }
.candidate { margin: 0; }
@page {
  size: auto; margin: 18mm 17mm 20mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt system-ui, sans-serif; color: #5a606b; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --ink: #000; --subtle: #4a4f58; --line: #c4c8ce; --wash: #f3f5f7;
    --accent: #0b5a63; --bar: #2a8a95; --range: #9fcdd2; --rest: #e3e7ea;
  }
  html { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h1, h2, h3, .speaker, p:has(+ ul) { break-after: avoid; }
  h1, h2, h3, .speaker, table, figure, li, .turn { break-inside: avoid; }
  .turn.long { break-inside: auto; }
  p, li, blockquote { orphans: 3; widows: 3; }
  .track, .by-candidate, code, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
""".strip()
