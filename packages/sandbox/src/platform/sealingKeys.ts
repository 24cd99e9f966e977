import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueSealingCertificate, type SealingCertificate } from '../kube';

/**
 * The certificate of a cluster's sealed-secrets controller: kept in the state folder, so that what was sealed and merged
 * in an earlier run can still be opened.
 */
export async function sealingCertificate(
  stateFolder: string,
  cluster: string,
): Promise<SealingCertificate> {
  const folder = join(stateFolder, 'sealing');
  const file = join(folder, `${cluster}.json`);
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    const made = issueSealingCertificate(cluster);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, JSON.stringify(made), { mode: 0o600 });
    return made;
  }
}
