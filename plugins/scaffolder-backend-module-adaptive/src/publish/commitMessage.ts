import {
  stringifyEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { PublishOperation } from './types';

const ENGINE_TRAILER = 'Adaptive-Engine';
const ENTITY_REF = /^[\w.:/-]+$/;

/** What a commit message is made of. */
export interface CommitMessageOptions {
  engine: EngineRef;
  operation: PublishOperation;
  /** Entity ref of the person who asked. */
  requestedBy?: string;
}

/**
 * Message of every commit for an engine: the same for the same engine, operation and person. Its trailer is how the
 * portal knows its own commits again.
 */
export function commitMessage(options: CommitMessageOptions): string {
  const { engine, operation, requestedBy } = options;
  const ref = stringifyEngineRef(engine);
  const trailers = [`${ENGINE_TRAILER}: ${ref}`];
  if (requestedBy !== undefined && ENTITY_REF.test(requestedBy)) {
    trailers.push(`Requested-By: ${requestedBy}`);
  }
  return `engine: ${operation} ${ref}\n\n${trailers.join('\n')}\n`;
}

/** Whether a commit message is one that {@link commitMessage} writes for this engine. */
export function isMessageOfEngine(message: string, engine: EngineRef): boolean {
  return message
    .split('\n')
    .includes(`${ENGINE_TRAILER}: ${stringifyEngineRef(engine)}`);
}
