import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts a `helm` into a folder that can be a PATH: a program that writes its arguments, environment and values beside
 * itself, and then does what a test says.
 *
 * @param body - JavaScript that may write to `process.stdout` and `process.stderr`
 * @returns environment with the folder as its whole PATH, and where the program left its report
 */
export async function fakeHelm(
  folder: string,
  body: string,
): Promise<{ env: NodeJS.ProcessEnv; report: string }> {
  const bin = join(folder, 'bin');
  const report = join(folder, 'report.json');
  await mkdir(bin, { recursive: true });
  const program = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const values = args.flatMap((arg, at) => args[at - 1] === '--values' ? [fs.readFileSync(arg, 'utf8')] : []);
fs.writeFileSync(${JSON.stringify(
    report,
  )}, JSON.stringify({ args, env: process.env, values }));
${body}
`;
  await writeFile(join(bin, 'helm'), program);
  await chmod(join(bin, 'helm'), 0o755);
  return { env: { PATH: bin }, report };
}
