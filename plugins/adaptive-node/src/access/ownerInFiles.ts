import {
  stringifyEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  extractEngine,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/**
 * Entity ref, in lower case, of the owner that an engine's own files name. `undefined` when they cannot be read back or
 * describe another engine: such files are nobody's.
 */
export function ownerInFiles(
  files: RenderedFile[],
  engine: EngineRef,
): string | undefined {
  try {
    const found = extractEngine(files);
    const { cluster, namespace, name: release } = found;
    if (
      stringifyEngineRef({ cluster, namespace, release }) !==
      stringifyEngineRef(engine)
    ) {
      return undefined;
    }
    return stringifyEntityRef(
      parseEntityRef(found.owner, { defaultKind: 'group' }),
    ).toLocaleLowerCase('en-US');
  } catch {
    return undefined;
  }
}
