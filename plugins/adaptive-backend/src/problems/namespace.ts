import { conditionOf } from '../view/autoscaling';
import { belongs } from '../view/belongs';
import { isKnown } from '../view/freshness';
import { variantTrouble } from '../view/surroundings';
import { objectName, parseTime, sentence } from '../view/text';
import { volumeTrouble } from '../view/volumes';
import type { Condition, Meta } from '../objects/types';
import { evidence } from './evidence';
import type { EngineProblemMapper, Finding } from './types';

const MINUTE = 60_000;

export const volumePending: EngineProblemMapper = {
  code: 'pvc-pending',
  severity: 'warning',
  detect(context) {
    const { objects, ref, now, watch } = context;
    const classesKnown = isKnown(watch, 'storage.k8s.io/storageclasses');
    const claims = objects.inNamespace('persistentvolumeclaims', ref.namespace);
    return [...claims].flatMap((claim): Finding[] => {
      const { metadata, phase, requested } = claim;
      const trouble = volumeTrouble(claim, objects, classesKnown);
      const created = parseTime(metadata.creationTimestamp) ?? now;
      const fresh = phase === 'Pending' && now - created <= 5 * MINUTE;
      if (
        !trouble ||
        trouble.waitsForPod ||
        phase === 'Unknown' ||
        fresh ||
        !belongs(context, metadata)
      ) {
        return [];
      }
      return [
        {
          sentence: `Volume claim ${metadata.name}${
            requested ? ` (${requested})` : ''
          } is ${phase}: ${trouble.reason}.`,
          evidence: [
            evidence('PersistentVolumeClaim', metadata, 'status.phase', phase),
          ],
          remedy:
            'Check that the storage class exists and its provisioner works; the events of the claim say more.',
          since: metadata.creationTimestamp,
        },
      ];
    });
  },
};

function unsynced(
  kind: string,
  object: {
    metadata: Meta;
    target: string;
    status: { conditions: Condition[] };
  },
  type: string,
): Finding[] {
  const condition = conditionOf(object.status.conditions, type);
  if (condition?.status !== 'False') return [];
  return [
    {
      sentence: sentence(
        `Secret ${object.target} is not brought up to date by ${objectName(
          kind,
          object.metadata,
        )}: ${condition.message ?? condition.reason ?? 'it gives no reason'}`,
      ),
      evidence: [
        evidence(
          kind,
          object.metadata,
          `status.conditions[${type}].reason`,
          condition.reason,
        ),
      ],
      remedy:
        'Check the secret store, the path and the rights of its credentials. Pods go on with the old value until they restart.',
      since: condition.lastTransitionTime,
    },
  ];
}

export const secretNotSynced: EngineProblemMapper = {
  code: 'secret-not-synced',
  severity: 'warning',
  detect(context) {
    const { objects, ref } = context;
    const external = objects.inNamespace(
      'external-secrets.io/externalsecrets',
      ref.namespace,
    );
    const sealed = objects.inNamespace(
      'bitnami.com/sealedsecrets',
      ref.namespace,
    );
    return [
      ...[...external]
        .filter(({ metadata }) => belongs(context, metadata))
        .flatMap(object => unsynced('ExternalSecret', object, 'Ready')),
      ...[...sealed]
        .filter(({ metadata }) => belongs(context, metadata))
        .flatMap(object => unsynced('SealedSecret', object, 'Synced')),
    ];
  },
};

export const ingressNotServed: EngineProblemMapper = {
  code: 'ingress-not-served',
  severity: 'warning',
  detect(context) {
    const { objects, ref, watch } = context;
    if (!isKnown(watch, 'networking.k8s.io/ingressclasses')) return [];
    const ingresses = objects.inNamespace(
      'networking.k8s.io/ingresses',
      ref.namespace,
    );
    return [...ingresses].flatMap(
      ({ metadata, className, addresses, rules }): Finding[] => {
        const served =
          className === undefined ||
          addresses.length > 0 ||
          objects.get(
            'networking.k8s.io/ingressclasses',
            undefined,
            className,
          ) !== undefined;
        if (served || !belongs(context, metadata)) return [];
        const hosts = rules.flatMap(({ host }) => host ?? []).join(', ');
        return [
          {
            sentence: `Nobody serves Ingress ${metadata.name}${
              hosts ? ` (${hosts})` : ''
            }: there is no ingress class ${className}.`,
            evidence: [
              evidence('Ingress', metadata, 'spec.ingressClassName', className),
            ],
            remedy:
              'Name a class that the cluster has, or install the controller that serves this one.',
            since: metadata.creationTimestamp,
          },
        ];
      },
    );
  },
};

export const budgetBlocksDrain: EngineProblemMapper = {
  code: 'budget-blocks-drain',
  severity: 'info',
  detect(context) {
    const { objects, ref } = context;
    const budgets = objects.inNamespace(
      'policy/poddisruptionbudgets',
      ref.namespace,
    );
    return [...budgets].flatMap(({ metadata, status }): Finding[] => {
      const { disruptionsAllowed, expectedPods = 0, desiredHealthy } = status;
      // Fewer healthy pods than expected is what a budget is for; one that never allows anything is not.
      const never =
        desiredHealthy !== undefined && desiredHealthy >= expectedPods;
      if (
        disruptionsAllowed !== 0 ||
        expectedPods === 0 ||
        !never ||
        !belongs(context, metadata)
      ) {
        return [];
      }
      return [
        {
          sentence: `Disruption budget ${metadata.name} wants ${
            expectedPods === 1
              ? 'its only pod healthy: the node that holds it cannot'
              : `all ${expectedPods} pods healthy: no node that holds one can`
          } be drained.`,
          evidence: [
            evidence(
              'PodDisruptionBudget',
              metadata,
              'status.disruptionsAllowed',
              0,
            ),
          ],
          remedy:
            'Allow one to be away (maxUnavailable 1), or more replicas than the budget wants.',
        },
      ];
    });
  },
};

export const variantWithoutAdvice: EngineProblemMapper = {
  code: 'variant-without-advice',
  severity: 'warning',
  detect(context) {
    const { objects, ref, workloads } = context;
    const names = new Set(workloads.map(({ metadata }) => metadata.name));
    const variants = objects.inNamespace(
      'llmd.ai/variantautoscalings',
      ref.namespace,
    );
    return [...variants].flatMap(({ metadata, target, status }): Finding[] => {
      const why = variantTrouble(status);
      if (why === undefined || !names.has(target.name)) return [];
      const failed = status.conditions.find(c => c.status === 'False');
      return [
        {
          sentence: sentence(
            `VariantAutoscaling ${metadata.name} gives no advice on ${target.kind} ${target.name}: ${why}`,
          ),
          evidence: [
            evidence(
              'VariantAutoscaling',
              metadata,
              `status.conditions[${failed?.type}].reason`,
              failed?.reason,
            ),
          ],
          remedy:
            'Check that its target exists, and that Prometheus has the metrics of the model that the autoscaler asks for.',
          since: failed?.lastTransitionTime,
        },
      ];
    });
  },
};
