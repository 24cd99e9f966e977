/** Writes text into Markdown so that nothing in it is markup. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&$~:@]/g, char => `\\${char}`);
}

/** Writes text as inline code; the fence is longer than any run of backticks in the text. */
export function code(text: string): string {
  const longest = Math.max(
    0,
    ...(text.match(/`+/g) ?? []).map(run => run.length),
  );
  const fence = '`'.repeat(longest + 1);
  const body = longest > 0 ? ` ${text} ` : text;
  // A pipe would end the cell of a table, even in code.
  return `${fence}${body.replace(/\|/g, '\\|')}${fence}`;
}
