/**
 * Which page of a form has which fields of the engine: titles of pages, each with the beginnings of paths.
 *
 * @internal
 */
export type FormPages = Record<string, string[]>;

function begins(path: string, start: string): boolean {
  return (
    path === start ||
    path.startsWith(`${start}.`) ||
    path.startsWith(`${start}[`)
  );
}

/**
 * The page where a field of the engine is entered: the one with the longest beginning of its path.
 *
 * @param path - as in a finding, for example `pools[1].maxReplicas`
 * @returns the title, `undefined` when no page has the field
 * @internal
 */
export function pageOf(path: string, pages: FormPages): string | undefined {
  const candidates = Object.entries(pages).flatMap(([title, starts]) =>
    starts
      .filter(start => begins(path, start))
      .map(start => ({ title, length: start.length })),
  );
  return candidates.sort((a, b) => b.length - a.length)[0]?.title;
}

/**
 * Goes back to a page of the form: by the label of the step, as the scaffolder offers no other way to its fields. Does
 * nothing when there is no such label.
 *
 * @internal
 */
export function goToPage(title: string): void {
  const labels = document.querySelectorAll<HTMLElement>('.MuiStepLabel-root');
  [...labels].find(label => label.textContent?.endsWith(title))?.click();
}
