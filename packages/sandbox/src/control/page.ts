/** Text made safe for HTML content and attribute values. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, character => entities[character]);
}

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
  li { margin: .5rem 0 } form { display: inline }
  button { font: inherit; padding: .2rem .8rem; margin-right: .6rem }
  dt { font-weight: 600 } dd { margin: 0 0 .5rem 0 } code { font-size: .9em }
  [role=status] { padding: .5rem .8rem; border: 1px solid currentColor; border-radius: 4px }
`;

/** A page without scripts and without anything from elsewhere; `body` is trusted HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>${body}</body></html>`;
}

export interface SceneLine {
  id: string;
  title: string;
  description: string;
}

export function scenesPage(options: {
  scenes: SceneLine[];
  current: string;
  message?: string;
  facts: Array<[string, string]>;
}): string {
  const status = options.message
    ? `<p role="status">${escapeHtml(options.message)}</p>`
    : '';
  const rows = options.scenes
    .map(
      scene => `<li><form method="post" action="/scenes/${encodeURIComponent(
        scene.id,
      )}">
<button>${escapeHtml(scene.title)}</button></form>${escapeHtml(
        scene.description,
      )}
${scene.id === options.current ? ' <strong>(playing)</strong>' : ''}</li>`,
    )
    .join('');
  const facts = options.facts
    .map(([name, value]) => {
      const text = escapeHtml(value);
      const shown = /^https?:/.test(value)
        ? `<a href="${text}">${text}</a>`
        : `<code>${text}</code>`;
      return `<dt>${escapeHtml(name)}</dt><dd>${shown}</dd>`;
    })
    .join('');
  return page(
    'Sandbox of the Adaptive portal',
    `${status}<h2>Scenes</h2><ul>${rows}</ul><h2>What runs</h2><dl>${facts}</dl>`,
  );
}

/** What stands in for a tool that cannot run on this machine. */
export function absentToolPage(tool: string, target: string): string {
  return page(
    `${tool} is not part of the sandbox`,
    `<p>On a real platform this link opens ${escapeHtml(
      tool,
    )} at:</p><p><code>${escapeHtml(target)}</code></p>`,
  );
}
