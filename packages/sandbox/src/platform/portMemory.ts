import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './ports';

/** Ports whose addresses are written into the GitOps repository and so must outlive a restart. */
export interface PortMemory {
  /** The port that the part had in earlier runs when it is still free, a new one otherwise. */
  port(part: string): Promise<number>;
  /** Parts that had to move to another port. */
  moved(): string[];
}

export async function openPortMemory(folder: string): Promise<PortMemory> {
  const file = join(folder, 'ports.json');
  const known = await readPorts(file);
  const moved: string[] = [];
  return {
    async port(part) {
      const before = known[part];
      const now = await freePort(before ?? 0);
      if (before !== undefined && before !== now) moved.push(part);
      known[part] = now;
      await writeFile(file, JSON.stringify(known, null, 2));
      return now;
    },
    moved: () => [...moved],
  };
}

async function readPorts(file: string): Promise<Record<string, number>> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return {};
  }
}
