import {
  parseEngineRef,
  stringifyEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { EngineInput } from '@adaptive-portal/plugin-adaptive-manifests';
import { InputError } from '@backstage/errors';
import type { z as zod } from 'zod/v3';

/** More than the names of a cluster, a namespace and a release can have. */
const MAX_REF = 1000;

/** Schema of a reference to an engine, as text or in parts. */
export function engineRefSchema(z: typeof zod) {
  return z
    .union([
      z.string(),
      z.object({
        cluster: z.string(),
        namespace: z.string(),
        release: z.string(),
      }),
    ])
    .describe('The engine, as <cluster>/<namespace>/<release> or in parts');
}

/**
 * Reads a reference in either form.
 *
 * @throws InputError for one that is not complete, or too long to be repeated
 */
export function readEngineRef(value: string | EngineRef): EngineRef {
  const text = typeof value === 'string' ? value : stringifyEngineRef(value);
  if (text.length > MAX_REF) {
    throw new InputError(
      `engineRef has ${text.length} characters; accepted is <cluster>/<namespace>/<release> with at most ${MAX_REF}`,
    );
  }
  return parseEngineRef(text);
}

/** The reference of an engine that people describe. */
export function engineRefOf(input: EngineInput): EngineRef {
  const { cluster, namespace, name: release } = input;
  return { cluster, namespace, release };
}
