import { conditionOf } from '../view/autoscaling';
import { hasFailed, notReady } from '../view/flux';
import { count, objectName, sentence } from '../view/text';
import type { Meta } from '../objects/types';
import type { ControllerStatus } from '../objects/partTypes';
import { evidence } from './evidence';
import type { EngineProblemMapper, Finding } from './types';

function unready(
  kind: string,
  object: { metadata: Meta; status: ControllerStatus },
  texts: { what: string; remedy: string },
): Finding[] {
  const ready = conditionOf(object.status.conditions, 'Ready');
  const why = notReady(object.status);
  if (why === undefined) return [];
  return [
    {
      sentence: sentence(
        `${objectName(kind, object.metadata)} ${texts.what}: ${why}`,
      ),
      evidence: [
        evidence(
          kind,
          object.metadata,
          'status.conditions[Ready].reason',
          ready?.reason,
        ),
      ],
      remedy: texts.remedy,
      since: ready?.lastTransitionTime,
    },
  ];
}

/** Install, upgrade or apply failed: what is merged does not run. */
export const fluxFailed: EngineProblemMapper = {
  code: 'flux-failed',
  severity: 'critical',
  detect({ flux }) {
    if (!flux) return [];
    const { helmRelease, kustomization } = flux;
    const { failures } = helmRelease.status;
    const times = failures > 0 ? ` (${count(failures, 'time')})` : '';
    const own = hasFailed(helmRelease)
      ? unready('HelmRelease', helmRelease, {
          what: `failed${times}`,
          remedy:
            'Fix what the message names in git. Flux tries again by itself, unless its retries are used up: then flux reconcile helmrelease --reset.',
        })
      : [];
    const applied = kustomization
      ? unready('Kustomization', kustomization, {
          what: 'cannot be applied',
          remedy: 'Fix what the message names in git; Flux tries again.',
        })
      : [];
    return [...own, ...applied];
  },
};

export const fluxNotReady: EngineProblemMapper = {
  code: 'flux-not-ready',
  severity: 'warning',
  detect({ flux }) {
    return flux && !hasFailed(flux.helmRelease)
      ? unready('HelmRelease', flux.helmRelease, {
          what: 'is not done',
          remedy:
            'It waits for what the message names: a source, a dependency or a value.',
        })
      : [];
  },
};

export const fluxSourceFailed: EngineProblemMapper = {
  code: 'flux-source-failed',
  severity: 'warning',
  detect({ flux }) {
    if (!flux) return [];
    const texts = {
      what: 'cannot be fetched',
      remedy:
        'Check its URL, its credentials and that the version exists. What was fetched before stays installed.',
    };
    const { chartSource, chartSourceKind, gitSource } = flux;
    return [
      ...(chartSource && chartSourceKind
        ? unready(chartSourceKind, chartSource, texts)
        : []),
      ...(gitSource ? unready('GitRepository', gitSource, texts) : []),
    ];
  },
};

export const fluxSuspended: EngineProblemMapper = {
  code: 'flux-suspended',
  severity: 'warning',
  detect({ flux }) {
    if (!flux) return [];
    const parts = [
      { kind: 'HelmRelease', object: flux.helmRelease },
      { kind: 'Kustomization', object: flux.kustomization },
      { kind: 'GitRepository', object: flux.gitSource },
    ];
    return parts.flatMap(({ kind, object }): Finding[] =>
      object?.suspended
        ? [
            {
              sentence: `${objectName(
                kind,
                object.metadata,
              )} is suspended: nothing that is merged arrives.`,
              evidence: [
                evidence(kind, object.metadata, 'spec.suspend', 'true'),
              ],
              remedy: `Resume it (flux resume) when the reason for it is gone.`,
            },
          ]
        : [],
    );
  },
};
