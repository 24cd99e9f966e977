import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { Meta } from '../objects/types';
import { INSTANCE_LABEL } from './labels';

/** Of the release by its label, or unlabelled in a namespace that holds no other release. */
export function belongs(
  { ref, releasesInNamespace }: { ref: EngineRef; releasesInNamespace: number },
  { labels }: Meta,
): boolean {
  const release = labels?.[INSTANCE_LABEL];
  return release === undefined
    ? releasesInNamespace === 1
    : release === ref.release;
}
