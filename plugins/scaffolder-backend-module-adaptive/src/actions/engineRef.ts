import {
  parseEngineRef,
  stringifyEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { EngineInput } from '@adaptive-portal/plugin-adaptive-manifests';
import type { z as zod } from 'zod/v3';

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
 * @throws InputError for one that is not complete
 */
export function readEngineRef(value: string | EngineRef): EngineRef {
  return parseEngineRef(
    typeof value === 'string' ? value : stringifyEngineRef(value),
  );
}

/** The reference of an engine that people describe. */
export function engineRefOf(input: EngineInput): EngineRef {
  const { cluster, namespace, name: release } = input;
  return { cluster, namespace, release };
}
