import { createHash } from 'node:crypto';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { PublishOperation } from './types';

const PLAIN = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/**
 * One segment of a branch name. What git refuses in names becomes `-`, with a hash of the original behind it, so that
 * two different values never share a branch.
 */
function segment(value: string): string {
  if (PLAIN.test(value) && !value.endsWith('.lock') && !value.startsWith('-')) {
    return value;
  }
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 8);
  const plain = value.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-+|-+$/g, '');
  return plain === '' ? hash : `${plain}-${hash}`;
}

/**
 * Branch of a change to an engine: `adaptive/<cluster>/<namespace>/<release>/<operation>`. The same change always has
 * the same branch.
 */
export function branchName(
  engine: EngineRef,
  operation: PublishOperation,
): string {
  return [
    'adaptive',
    segment(engine.cluster),
    segment(engine.namespace),
    segment(engine.release),
    operation,
  ].join('/');
}
