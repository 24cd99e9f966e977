/** Text that is HTML already and must not be escaped again. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | Part[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(part: Part): string {
  if (part instanceof Html) {
    return part.text;
  }
  if (Array.isArray(part)) {
    return part.map(render).join('');
  }
  return String(part).replace(/[&<>"']/g, char => ENTITIES[char]);
}

/** Template tag: every inserted value is escaped, unless it is `Html`. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(
    strings.reduce(
      (text, string, index) =>
        text + string + (index < parts.length ? render(parts[index]) : ''),
      '',
    ),
  );
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9de, #3a3f46); --soft: light-dark(#5b6470, #9aa4b0);
  --add: light-dark(#e3f6e8, #12301d); --del: light-dark(#fdeaea, #3c1a1c); --accent: light-dark(#0b57d0, #8ab4f8); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
table { width: 100%; border-collapse: collapse; } td { padding: .4rem .5rem; border-top: 1px solid var(--line); vertical-align: top; }
td.id, code, pre { font: 13px/1.5 ui-monospace, monospace; } .soft { color: var(--soft); }
pre { border: 1px solid var(--line); border-radius: 6px; padding: .75rem 0; overflow-x: auto; margin: .5rem 0; }
pre span { display: block; padding: 0 .75rem; white-space: pre; min-height: 1.5em; width: max-content; min-width: calc(100% - 1.5rem); }
.add { background: var(--add); } .del { background: var(--del); } .hunk { color: var(--soft); } .file { font-weight: 600; }
button { font: inherit; font-weight: 600; padding: .45rem 1rem; border: 0; border-radius: 6px; background: var(--accent);
  color: light-dark(#fff, #10151c); cursor: pointer; }
.note { border-left: 4px solid var(--accent); padding: .5rem .75rem; margin: 1rem 0; background: var(--add); }
.bad { background: var(--del); border-color: light-dark(#b3261e, #f2b8b5); }
`;

/** A whole page without any outside asset. */
export function page(title: string, body: Html): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}
