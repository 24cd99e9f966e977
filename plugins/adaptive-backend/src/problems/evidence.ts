import type { ProblemEvidence } from '@adaptive-portal/plugin-adaptive-common';
import type { Meta } from '../objects/types';
import { objectName } from '../view/text';
import type { PoolContext } from '../view/poolContext';

/** Evidence on a namespaced object. */
export function evidence(
  kind: string,
  metadata: Pick<Meta, 'namespace' | 'name'>,
  field: string,
  value: string | number | undefined,
): ProblemEvidence {
  return {
    object: objectName(kind, metadata),
    field,
    value: value === undefined ? 'not set' : String(value),
  };
}

/** Evidence on the TTFT timeout ratio of a pool. */
export function ratioEvidence(context: PoolContext): ProblemEvidence {
  const { value, reason, source } = context.reading.metrics.ttftTimeoutRatio;
  return {
    object: `Prometheus ${source ?? 'unknown'}`,
    field: `ttftTimeoutRatio{namespace="${context.ref.namespace}",pool="${context.name}"}`,
    value: value === undefined ? reason ?? 'no value' : value.toFixed(3),
  };
}
